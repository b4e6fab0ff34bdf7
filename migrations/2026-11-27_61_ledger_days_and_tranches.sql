-- What a registry would not do, the book does not do either: no day that has not come, no tonne before it was there, no tranche twice
-- under another batch, no year before reductions count.
-- The same tranche is told by its verification report as well: one report's tonnes of a project and year are entered once. Of what
-- stands from before, the first keeps the place.
alter table ledger.tranche add column report text;
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '标记批次所据的核查报告', true), set_config('forestcarbon.touched', '', true);
    update ledger.tranche t set report = f.report
    from (select a.act_id, upper(btrim(a.verification_report)) as report,
                 row_number() over (partition by a.project, a.vintage, upper(btrim(a.verification_report)) order by a.act_id) as place
          from ledger.act a join ledger.tranche o using (act_id)) f
    where f.act_id = t.act_id and f.place = 1;
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
create unique index tranche_report_once on ledger.tranche (project, vintage, report);

-- Documents of records, to find the one file under another number.
create index record_of_document on ledger.record (document_sha256);

-- A statement that names the state itself (质押冻结, 公益注销) is compared in that state; one that gives the kind only, in the kind.
alter table ledger.statement_line add column state text constraint statement_line_state_fk references ledger.state;
alter table ledger.statement_line add constraint statement_line_state_is_of_tonnes check (state is null or state_kind is not null);
