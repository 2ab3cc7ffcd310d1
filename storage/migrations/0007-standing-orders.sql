-- What an administrator orders at run time: services forced open or closed, and hot topics.
-- depends: 0003-recordings

-- migrate: apply

-- A journal: the last row of a service counts, and nothing is ever taken out.
CREATE TABLE hours_order (
    order_id uuid PRIMARY KEY,
    site text NOT NULL,
    service text NOT NULL,
    asked text NOT NULL
        CONSTRAINT hours_order_asked_known CHECK (asked IN ('open', 'closed', 'as_planned')),
    given_at timestamptz NOT NULL,
    until timestamptz CONSTRAINT hours_order_until_later CHECK (until > given_at),
    author text NOT NULL
);

CREATE INDEX hours_order_last ON hours_order (site, service, order_id DESC);

CREATE TABLE hot_topic (
    site text NOT NULL,
    topic_id text NOT NULL CONSTRAINT hot_topic_id_short CHECK (topic_id ~ '^[a-z][a-z0-9-]{0,39}$'),
    text text NOT NULL,
    recording text NOT NULL,
    lasts_s double precision NOT NULL,
    place text NOT NULL
        CONSTRAINT hot_topic_place_known CHECK (place IN ('greeting', 'reference')),
    starts_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    author text NOT NULL,
    added_at timestamptz NOT NULL,
    stopped_at timestamptz,
    heard bigint NOT NULL DEFAULT 0,
    contained bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (site, topic_id),
    CONSTRAINT hot_topic_expires_later CHECK (expires_at > starts_at),
    CONSTRAINT hot_topic_contained_were_heard CHECK (contained BETWEEN 0 AND heard)
);

-- migrate: rollback
