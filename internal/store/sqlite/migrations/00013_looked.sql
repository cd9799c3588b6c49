-- What somebody looked at lately is asked by the pages they looked at it on. A home, which
-- lists hundreds of cases, is none of them and puts most rows there: they are not gone
-- through to find the few.

-- +goose Up
create index consulted_looked on consulted (staff, route, at, case_id);
