-- A case's row keeps the changes of each sort apart, so that nothing grave is pushed out
-- by what is light, and knows of more that is grave: rows written before do not. Whoever
-- opens the database makes the rows again before anybody reads them.

-- +goose Up
insert into rows_cleared (one) select 1 where exists (select 1 from case_row) on conflict do nothing;
