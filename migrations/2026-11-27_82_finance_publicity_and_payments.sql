-- A publicity that began before it was entered is proven by a paper kept with its step.
alter table finance.list_move add column file_sha256 bytea constraint list_move_file_fk references platform.stored_file;
alter table finance.list_move add constraint list_move_paper_of_publicity check (file_sha256 is null or to_state = 'publicity');
comment on column finance.list_move.file_sha256 is 'what proves that the publicity began before the day it was entered';

-- What else a bank's answer says of a line, by the heads of its columns: laid beside what was sent.
alter table finance.payment_template add column name_heads text[] not null default '{}';
alter table finance.payment_template add column account_heads text[] not null default '{}';
alter table finance.payment_template add column yuan_heads text[] not null default '{}';
comment on column finance.payment_template.yuan_heads is 'heads of the amount that was sent, in yuan; not of what was paid out, which is 0 on a line that came back';

-- What a template is paid from, by the purpose of the fund; and the purpose of the money that pays a fund group.
alter table finance.posting_template add column fund_purposes text[];
comment on column finance.posting_template.fund_purposes is 'purposes of the funds it is paid from; null: of any';
alter table finance.fund_group add column fund_purpose text;

-- These tables stand behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '支付结果的列名、资金用途与事项', true), set_config('forestcarbon.touched', '', true);
    update finance.payment_template set name_heads = '{姓名,户名,收款人}', account_heads = '{一卡通账号,账号,卡号}', yuan_heads = '{金额,金额（元）,应发金额}' where payment_template = 'yikatong';
    update finance.payment_template set name_heads = '{收款户名,户名,姓名}', account_heads = '{收款账号,账号}', yuan_heads = '{金额（元）,金额}' where payment_template = 'bank';
    -- What a list owes is paid by its payment file and booked from the bank's answer.
    update finance.posting_template set by_hand = false where template in ('share-paid', 'compensation-paid');
    update finance.posting_template set fund_purposes = '{compensation,natural-forest,sink-compensation}' where template = 'compensation-paid';
    update finance.posting_template set fund_purposes = '{interest-subsidy}' where template = 'interest-subsidy';
    update finance.posting_template set fund_purposes = '{risk-compensation}' where template = 'risk-compensation';
    update finance.posting_template set fund_purposes = '{insurance}' where template = 'premium-paid';
    update finance.fund_group set fund_purpose = case fund_group when 'natural' then 'natural-forest' else 'compensation' end;
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
alter table finance.fund_group alter column fund_purpose set not null;
alter table finance.payment_template alter column name_heads drop default;
alter table finance.payment_template alter column account_heads drop default;
alter table finance.payment_template alter column yuan_heads drop default;
