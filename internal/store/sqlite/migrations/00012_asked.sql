-- A row that waits says by whom whatever it waits for was asked, proposed or offered, not
-- only questions to specialists, so that nobody's home reads the rows of a whole force to
-- find their own. Whoever opens the database makes the rows again before anybody reads them.

-- +goose Up
insert into rows_cleared (one) select 1 where exists (select 1 from case_row) on conflict do nothing;
