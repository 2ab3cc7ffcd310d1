-- What was alarming, who saw to it, and what others were told of it.
-- depends: 0023-words-of-requests

-- migrate: apply

CREATE TABLE alert (
    alert_id uuid PRIMARY KEY,
    site text NOT NULL,
    kind text NOT NULL
        CONSTRAINT alert_kind_known
        CHECK (
            kind IN (
                'channels_full', 'told_or_talking', 'promise_overdue', 'visit_unacknowledged',
                'phone_dead', 'one_way_audio', 'exchange_away', 'trunk_down', 'calls_blocked',
                'disk_low', 'certificate_expires', 'database_away', 'calendar_gap',
                'requests_unfiled'
            )
        ),
    -- A trunk, an operator's account, a directory; empty where there is only one.
    subject text NOT NULL,
    severity text NOT NULL
        CONSTRAINT alert_severity_known CHECK (severity IN ('warning', 'critical')),
    raised_at timestamptz NOT NULL,
    value double precision NOT NULL,
    worst double precision NOT NULL,
    threshold double precision NOT NULL,
    after_s double precision NOT NULL,
    times_worse integer NOT NULL,
    acknowledged_by text,
    acknowledged_at timestamptz,
    acknowledged_value double precision,
    cleared_at timestamptz,
    cleared_because text
        CONSTRAINT alert_cleared_because_known
        CHECK (cleared_because IN ('well', 'gone', 'rule_gone')),
    revision bigint NOT NULL,
    CONSTRAINT alert_acknowledged_whole CHECK (
        num_nulls(acknowledged_by, acknowledged_at, acknowledged_value) IN (0, 3)
    ),
    CONSTRAINT alert_cleared_whole CHECK ((cleared_at IS NULL) = (cleared_because IS NULL))
);

CREATE INDEX alert_newest ON alert (site, raised_at DESC, alert_id DESC);
CREATE INDEX alert_open ON alert (site) WHERE cleared_at IS NULL;

CREATE TABLE alert_message (
    message_id uuid PRIMARY KEY,
    site text NOT NULL,
    alert_id uuid NOT NULL REFERENCES alert,
    target text NOT NULL,
    about text NOT NULL
        CONSTRAINT alert_message_about_known
        CHECK (about IN ('raised', 'worsened', 'acknowledged', 'cleared')),
    -- As it is sent, each time alike.
    body text NOT NULL,
    written_at timestamptz NOT NULL,
    state text NOT NULL
        CONSTRAINT alert_message_state_known CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts integer NOT NULL,
    next_at timestamptz NOT NULL,
    sent_at timestamptz,
    error text,
    revision bigint NOT NULL
);

CREATE INDEX alert_message_of_alert ON alert_message (alert_id);
CREATE INDEX alert_message_waiting ON alert_message (site, message_id) WHERE state = 'waiting';

-- migrate: rollback
