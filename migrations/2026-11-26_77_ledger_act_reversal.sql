-- What an act has posted is taken back as the act it was: by a reversing act of its own, cited and confirmed like any other.
-- Until now its entry could be reversed alone, without a record, while the act went on saying that it stood.
-- A recipient without an account accepts by a record of theirs that is cited: number, date, quantity, document. Until now any
-- account but the maker's could say that an outside recipient had accepted.
alter table ledger.record drop constraint record_source;
alter table ledger.record add constraint record_source check (source in ('registry', 'exchange', 'bank', 'court', 'contract', 'acceptance', 'other'));

alter table ledger.act add column reverses_act bigint constraint act_reverses_fk references ledger.act;
create index act_reversing on ledger.act (reverses_act) where reverses_act is not null;
alter table ledger.act drop constraint act_kind, drop constraint act_reserves_what_it_moves, drop constraint act_names_recipient, drop constraint act_states;
alter table ledger.act add constraint act_kind check (kind in ('issue', 'freeze', 'release', 'transfer', 'sale', 'cancel', 'reversal')),
    add constraint act_reversal_names_what_it_reverses check ((kind = 'reversal') = (reverses_act is not null)),
    add constraint act_reserves_what_it_moves check ((kind in ('issue', 'reversal')) = (entry_id is null)),
    add constraint act_names_recipient check (kind = 'reversal' or (kind in ('transfer', 'sale')) = (to_holder is not null) and to_holder is distinct from holder),
    add constraint act_states check (case kind
        when 'issue' then from_state = 'registry' and to_state = 'available'
        when 'freeze' then from_state = 'available' and to_state like 'frozen-%'
        when 'release' then from_state like 'frozen-%' and to_state = 'available'
        when 'transfer' then from_state = 'available' and to_state in ('available', 'outside')
        when 'sale' then from_state = 'frozen-trade' and to_state in ('available', 'outside')
        when 'reversal' then from_state not like 'cancelled-%'
        else to_state like 'cancelled-%' end);
grant insert (reverses_act) on ledger.act to forestcarbon_app;

alter table ledger.act_acceptance add column record_id bigint constraint act_acceptance_record_fk references ledger.record;
create index act_acceptance_of_record on ledger.act_acceptance (record_id) where record_id is not null;
grant insert (record_id) on ledger.act_acceptance to forestcarbon_app;
