-- Visits go to clinics of the directory, which retires clinics and never deletes them.
-- depends: 0004-tickets 0005-directory

-- migrate: apply

ALTER TABLE visit
    ADD CONSTRAINT visit_clinic_of_the_directory FOREIGN KEY (site, clinic) REFERENCES clinic;

-- migrate: rollback
