-- 留抵: what a recovery keeps back from shares that were not paid out yet. The line stays as it was published; what is paid of it is shortened by vouchers that say for which tonnes, so nobody holds and
-- corrects it by hand.
create table finance.share_kept (
    event_id    bigint  not null constraint share_kept_event_fk references finance.money_event,
    recovery_id bigint  not null constraint share_kept_recovery_fk references finance.share_recovery,
    list_id     bigint  not null,
    line        integer not null,
    amount_fen  bigint  not null constraint share_kept_amount check (amount_fen > 0),
    constraint share_kept_pk primary key (event_id, list_id, line),
    constraint share_kept_line_fk foreign key (list_id, line) references finance.payable_line
);
comment on table finance.share_kept is 'counts while its voucher is neither voided nor taken back; while that waits the line is not paid';
create index share_kept_of_line on finance.share_kept (list_id, line);
create index share_kept_of_recovery on finance.share_kept (recovery_id);
call platform.put_behind_the_door('finance.share_kept', 'audited');

-- These tables stand behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '记账模板：留抵', true), set_config('forestcarbon.touched', '', true);
    insert into finance.posting_template (template, name_zh, name_en, income_kind, fund_effect, is_between, by_hand, place) values
        ('share-kept', '追回款从应付分配中留抵', 'Kept back from shares not paid yet', null, 'none', false, false, 31);
    insert into finance.posting_template_line (template, accounting_system, side, line, part, debit, credit, pair) values
        ('share-kept', '企业会计准则', 'own', 1, 'amount', '224101', '1221', null);
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
