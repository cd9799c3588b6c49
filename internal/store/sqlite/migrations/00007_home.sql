-- What a home page asks of a large force, each from an index of its own: restricted
-- cases by guardian, cases that wait for somebody, and open cases by unit and
-- supervisor. Without them every open case was read for each.

-- +goose Up
create index case_row_walled     on case_row (guardian, next_due, case_id) where walled = 1;
create index case_row_pending    on case_row (closed, next_due, case_id, pending, unit, supervisor, owner, walled) where pending <> '';
create index case_row_supervisor on case_row (supervisor, next_due, case_id) where closed = 0;
create index case_row_unit_open  on case_row (unit, next_due, case_id) where closed = 0;
