-- A batch that was entered and taken back (冲回) may be entered again: the registry, or whoever typed it, corrects what was wrong. What
-- is taken back gives its place and its numbers free; what follows it names it, and each is followed once.
-- taken_back_by is a running figure as those of an account are: the entry whose reversal took the tonnes back to the registry, written
-- by the function that posts it. replaces is declared with the row.
alter table ledger.issuance add column taken_back_by bigint,
    add column replaces bigint constraint issuance_replaces_fk references ledger.issuance constraint issuance_replaced_once unique;

do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '标记已冲回的批次', true), set_config('forestcarbon.touched', '', true);
    update ledger.issuance n set taken_back_by = e.entry_id
    from ledger.entry e
    join ledger.posting p using (entry_id)
    join ledger.account a on a.account_id = p.debit_account_id and a.state = 'registry'
    where e.kind = 'reversal' and n.issuance_id = any (p.issuance_ids);
    delete from ledger.tranche t using ledger.act a
    join ledger.act_outcome o using (act_id)
    where a.reverses_act = t.act_id and o.outcome = 'confirmed';
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;

alter table ledger.issuance drop constraint issuance_once, drop constraint issuance_numbers_apart;
create unique index issuance_once on ledger.issuance (project, vintage, batch) where taken_back_by is null;
alter table ledger.issuance add constraint issuance_numbers_apart
    exclude using gist (serial_prefix with =, serials with &&) where (taken_back_by is null);

revoke insert on ledger.issuance from forestcarbon_app;
grant insert (asset_id, asset_kind, project, batch, vintage, methodology_version, claim, flags, serial_prefix, is_internal, serials, record_id)
    on ledger.issuance to forestcarbon_app;
