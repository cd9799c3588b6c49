-- Whoever is sent to a case twice is on duty for it until the later of the two, and what
-- they went to lately is read by when that ends: of years of incidents, a home asks for
-- one day's. Rows written before hold the newest word instead. Whoever opens the database
-- makes the rows again before anybody reads them.

-- +goose Up
drop index duty_on_staff;
create index duty_on_staff on duty_on (staff, until, case_id);
insert into rows_cleared (one) select 1 where exists (select 1 from case_row) on conflict do nothing;
