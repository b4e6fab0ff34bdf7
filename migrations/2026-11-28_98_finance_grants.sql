-- A grant is expense where it is given and income where it arrives. Booked as a claim between entities it stayed one for good: the county kept a receivable that nobody would pay, and the village a
-- receivable with a balance in credit. Grants have a template of their own; the one of claims is for money that is settled later, and says so. Vouchers keep the lines they were posted with, and a
-- grant that stands as a claim is taken back and booked anew. Accounts are those of the charts: 专项应付款 (collective) and 行政支出 (the county's budget side) are not in them and are missing [?].
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '记账模板：拨付补助', true), set_config('forestcarbon.touched', '', true);
    update finance.posting_template set name_zh = '拨付往来款（待结算）', name_en = 'Advanced to another entity, to be settled' where template = 'allocated';
    insert into finance.posting_template (template, name_zh, name_en, income_kind, fund_effect, is_between, by_hand, place) values
        ('grant-allocated', '拨付补助资金', 'Grant to another entity', null, 'out', true, true, 17);
    insert into finance.posting_template_line (template, accounting_system, side, line, part, debit, credit, pair) values
        ('grant-allocated', '政府会计', 'own', 1, 'amount', '5001', '1011', null), ('grant-allocated', '政府会计', 'other', 1, 'amount', '1002', '4001', null),
        ('grant-allocated', '企业会计准则', 'other', 1, 'amount', '1002', '6117', null), ('grant-allocated', '农村集体经济组织会计制度', 'other', 1, 'amount', '102', '411', null),
        ('allocated', '政府会计', 'other', 1, 'amount', '1002', '121801', 1);
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
