-- What people type and share. Ended and locked outlive the running meeting.
ALTER TABLE rooms ADD COLUMN code VARCHAR NOT NULL UNIQUE;
ALTER TABLE rooms ADD COLUMN is_locked BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE rooms ADD COLUMN ended_at TIMESTAMP;

ALTER TABLE participants ADD COLUMN left_at TIMESTAMP;
CREATE INDEX idx_participants_user_id ON participants(user_id);

-- A cookie is good only while its row is, so that signing out ends it everywhere at once.
CREATE TABLE login_sessions (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL DEFAULT NOW(),
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX idx_login_sessions_user_id ON login_sessions(user_id);
