-- When an officer first spoke with the victim, and whether a report made online waits for
-- that, is one definition, whatever the word was for: rows written before have another.
-- Whoever opens the database makes the rows again before anybody reads them.

-- +goose Up
insert into rows_cleared (one) select 1 where exists (select 1 from case_row) on conflict do nothing;
