-- The log of one machine. Positions are dense from 1; an event is never changed and never removed.
-- The columns and indexes are read by the offline tools too: change them only with a new user_version.
CREATE TABLE IF NOT EXISTS event (
    position INTEGER PRIMARY KEY,
    stream   TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    event_id BLOB    NOT NULL, -- 16 bytes, in the order in which a UUID is written
    type     TEXT    NOT NULL,
    metadata BLOB    NOT NULL,
    data     BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX IF NOT EXISTS event_by_stream ON event (stream, revision);
CREATE UNIQUE INDEX IF NOT EXISTS event_by_id ON event (event_id);
