-- How each report came and when an officer first spoke with the victim, so that the
-- measure of first contact (APP 4.1, 7) reads one index over the time it covers and
-- opens no sealed summary. Rows of an earlier release say '?' until they are made
-- again, by the next act on the case or by foursight rebuild.

-- +goose Up
alter table case_row add column channel text collate "C" not null default '?';
alter table case_row add column spoke bigint not null default 0;
create index case_row_contact on case_row (opened, case_id, walled, stage, channel, spoke);
