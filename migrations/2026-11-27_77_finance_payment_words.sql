-- The words of a bank's answer that say "came back" are data like those that say "paid": a word in neither list refuses the file. Taken for "came back", an
-- "in progress" would let its line be paid twice.
alter table finance.payment_template add column returned_words text[] not null default '{}';
comment on column finance.payment_template.returned_words is 'words of the result that say the money came back';

-- This table stands behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '支付结果的付出和退回用语', true), set_config('forestcarbon.touched', '', true);
    update finance.payment_template set paid_words = '{成功,已发放,发放成功}', returned_words = '{失败,发放失败,退回,已退回,退票}' where payment_template = 'yikatong';
    update finance.payment_template set paid_words = '{成功,交易成功,支付成功}', returned_words = '{失败,交易失败,支付失败,退回,已退回,退票}' where payment_template = 'bank';
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
alter table finance.payment_template alter column returned_words drop default;
