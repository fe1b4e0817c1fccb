-- A sign-in with the identity provider comes back once, on whichever pod. Rows are dropped when its cookie has expired.
CREATE TABLE used_sign_ins (
    id UUID PRIMARY KEY,
    forget_at TIMESTAMP NOT NULL
);
CREATE INDEX idx_used_sign_ins_forget_at ON used_sign_ins(forget_at);
