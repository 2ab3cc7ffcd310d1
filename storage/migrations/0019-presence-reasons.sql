-- Why agents were not there, what they wished for while a call had them, and why nobody rang them.
-- depends: 0001-calls-contacts-agents

-- migrate: apply

-- A word of the site's own list; the settings know it today, the journal for ever.
ALTER TABLE agent ADD COLUMN reason text
    CONSTRAINT agent_reason_short CHECK (char_length(reason) BETWEEN 1 AND 60);

ALTER TABLE agent_event
    ADD COLUMN reason text
        CONSTRAINT agent_event_reason_short CHECK (char_length(reason) BETWEEN 1 AND 60),
    ADD COLUMN wish text CONSTRAINT agent_event_wish_known
        CHECK (wish IN ('offline', 'available', 'break', 'aside')),
    ADD COLUMN wish_reason text
        CONSTRAINT agent_event_wish_reason_short CHECK (char_length(wish_reason) BETWEEN 1 AND 60),
    ADD COLUMN paused_for text CONSTRAINT agent_event_paused_for_known
        CHECK (paused_for IN ('missed', 'busy', 'not_rung')),
    ADD COLUMN missed_rings integer NOT NULL DEFAULT 0
        CONSTRAINT agent_event_missed_rings_counted CHECK (missed_rings >= 0),
    ADD COLUMN phone_trouble text CONSTRAINT agent_event_phone_trouble_known
        CHECK (phone_trouble IN ('unregistered', 'unreachable', 'in_use', 'page_gone'));

-- migrate: rollback
