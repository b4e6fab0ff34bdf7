-- A list of its own for carbon-sink compensation, corrections that name the line they correct, and recoveries followed to each payee.
alter table finance.payable_list drop constraint payable_list_kind;
alter table finance.payable_list add constraint payable_list_kind check (kind in ('compensation', 'sharing', 'sink-compensation'));
alter table finance.payable_list add column corrects_line integer;
alter table finance.payable_list add column file_sha256 bytea constraint payable_list_file_fk references platform.stored_file;
comment on column finance.payable_list.corrects_line is 'the held line of the list it corrects';
comment on column finance.payable_list.file_sha256 is 'the table a list of carbon-sink compensation was drawn up from';
create index payable_list_of_corrected on finance.payable_list (corrects, corrects_line) where corrects is not null;
alter table finance.payable_line drop constraint payable_line_part;
alter table finance.payable_line add constraint payable_line_part check (part in ('loss', 'ranger', 'public', 'household', 'collective', 'party', 'sink'));

alter table finance.distribution_run add column sale_id bigint constraint distribution_run_sale_fk references finance.sale;
comment on column finance.distribution_run.sale_id is 'the sale whose revenue is divided; its tonnes are what a recovery is measured by';
create index distribution_run_of_sale on finance.distribution_run (sale_id) where sale_id is not null;

alter table finance.share_recovery add column of_tonnes bigint constraint share_recovery_of_tonnes check (of_tonnes >= tonnes);
alter table finance.share_recovery add column event_id bigint constraint share_recovery_event_fk references finance.money_event;
create table finance.share_recovery_line (
    recovery_id bigint  not null constraint share_recovery_line_recovery_fk references finance.share_recovery,
    payee_id    bigint  not null constraint share_recovery_line_payee_fk references finance.payee,
    is_paid     boolean not null,
    amount_fen  bigint  not null constraint share_recovery_line_amount check (amount_fen >= 0),
    constraint share_recovery_line_pk primary key (recovery_id, payee_id, is_paid)
);
comment on column finance.share_recovery_line.is_paid is 'true: to be asked back; false: not paid out yet, to be kept back';
call platform.put_behind_the_door('finance.share_recovery_line', 'audited');

-- These tables stand behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '记账模板：追回', true), set_config('forestcarbon.touched', '', true);
    update finance.posting_template set by_hand = false where template = 'share-recovered';
    insert into finance.posting_template (template, name_zh, name_en, income_kind, fund_effect, is_between, by_hand, place) values
        ('recovery-received', '追回款到账', 'Recovered shares received', null, 'none', false, false, 29);
    insert into finance.posting_template_line (template, accounting_system, side, line, part, debit, credit, pair) values
        ('recovery-received', '企业会计准则', 'own', 1, 'amount', '1002', '1221', null);
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
