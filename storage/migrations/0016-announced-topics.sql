-- Hot topics that were announced and wait for somebody to speak them into a telephone.
-- depends: 0007-standing-orders

-- migrate: apply

CREATE TABLE announced_topic (
    site text NOT NULL,
    number text NOT NULL CONSTRAINT announced_topic_number_dialled CHECK (number ~ '^[0-9]{1,2}$'),
    topic_id text NOT NULL
        CONSTRAINT announced_topic_id_short CHECK (topic_id ~ '^[a-z][a-z0-9-]{0,39}$'),
    text text NOT NULL,
    place text NOT NULL
        CONSTRAINT announced_topic_place_known CHECK (place IN ('greeting', 'reference')),
    -- As soon as it is spoken where there is none.
    starts_at timestamptz,
    expires_at timestamptz NOT NULL,
    author text NOT NULL,
    PRIMARY KEY (site, number),
    CONSTRAINT announced_topic_expires_later CHECK (expires_at > starts_at)
);

-- migrate: rollback
