-- The bank's answer to a payment file stands as long as the voucher booked from it. Voided or taken back, the lines it called paid are on their way again: they are
-- neither paid nor payable until the bank's answer is read again. What was answered before is kept here.
create table finance.payment_answer_undone (
    event_id      bigint      not null constraint payment_answer_undone_pk primary key constraint payment_answer_undone_event_fk references finance.money_event,
    batch_id      bigint      not null constraint payment_answer_undone_batch_fk references finance.payment_batch,
    reversed_by   bigint      constraint payment_answer_undone_reversal_fk references finance.money_event,
    paid_fen      bigint      not null,
    returned_at   timestamptz not null,
    return_sha256 bytea       not null constraint payment_answer_undone_file_fk references platform.stored_file,
    undone_by     text        not null default current_setting('forestcarbon.actor'),
    undone_at     timestamptz not null default clock_timestamp()
);
comment on column finance.payment_answer_undone.event_id is 'the voucher that was booked from the answer';
comment on column finance.payment_answer_undone.reversed_by is 'the voucher that takes it back; null: it was voided';
create index payment_answer_undone_of_batch on finance.payment_answer_undone (batch_id);
create index payment_batch_of_event on finance.payment_batch (event_id) where event_id is not null;
call platform.put_behind_the_door('finance.payment_answer_undone', 'audited');

-- These tables stand behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '凭证作废的支付批次回到支付途中', true), set_config('forestcarbon.touched', '', true);
    -- The first is taken by no role: the database goes this way where the voucher of a payment is taken back. By the second the one who checks does not have to agree.
    insert into finance.list_move_rule (from_state, to_state, name_zh, name_en, roles) values
        ('paid', 'approved', '付款撤回', 'Payment taken back', '{}'), ('finance', 'draft', '退回修改', 'Back to draft', '{finance}');
    insert into finance.payment_answer_undone (event_id, batch_id, paid_fen, returned_at, return_sha256, undone_by, undone_at)
    select b.event_id, b.batch_id, (select coalesce(sum(p.amount_fen), 0) from finance.payment_line p where p.batch_id = b.batch_id and p.outcome = 'paid'), b.returned_at, b.return_sha256,
           o.decided_by, o.decided_at
    from finance.payment_batch b
    join finance.money_event_outcome o on o.event_id = b.event_id and o.outcome = 'voided';
    update finance.payment_line p set outcome = null, reason = null from finance.payment_answer_undone u where p.batch_id = u.batch_id and p.outcome = 'paid';
    update finance.payable_list l set state = 'approved' from finance.payment_batch b join finance.payment_answer_undone u using (batch_id) where l.list_id = b.list_id and l.state = 'paid';
    update finance.payment_batch b set event_id = null, returned_at = null, return_sha256 = null from finance.payment_answer_undone u where b.batch_id = u.batch_id;
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
