"""Who visits a patient, and when: the one door at which that is decided."""
