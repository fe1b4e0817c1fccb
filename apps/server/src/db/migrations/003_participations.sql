-- Who was in which room from when to when, for reports. A row for each connection, since a person may be in a room from
-- several tabs; participants has one for each person.
CREATE TABLE participations (
    connection_id UUID PRIMARY KEY,
    room_id UUID NOT NULL REFERENCES rooms(id),
    user_id UUID NOT NULL REFERENCES users(id),
    joined_at TIMESTAMP NOT NULL,
    left_at TIMESTAMP,
    left_reason VARCHAR
);
CREATE INDEX idx_participations_room_id_user_id ON participations(room_id, user_id);
CREATE INDEX idx_participations_user_id ON participations(user_id);
