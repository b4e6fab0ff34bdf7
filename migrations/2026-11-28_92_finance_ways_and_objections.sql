-- A list of parties that are no villagers (developer, care fund) hangs in no village and lies in no township, so nobody could take its steps there. It has a way of its own, as data: from the draft to the
-- bureau, to finance by two accounts, to payment.
alter table finance.payable_list add column way text not null generated always as (case when village_code is null then 'parties' else 'village' end) stored;
comment on column finance.payable_list.way is 'village: publicity and township come first; parties: of nobody who lives in a village';
alter table finance.list_move_rule add column way text not null default 'village' constraint list_move_rule_way check (way in ('village', 'parties'));
alter table finance.list_move_rule alter column way drop default;
alter table finance.list_move_rule drop constraint list_move_rule_pk;
alter table finance.list_move_rule add constraint list_move_rule_pk primary key (way, from_state, to_state);

-- An objection says who raised it; a household that was left out objects to no line.
alter table finance.objection alter column line drop not null;
alter table finance.objection add column objector text not null default '';
alter table finance.objection add constraint objection_list_fk foreign key (list_id) references finance.payable_list on delete cascade;
comment on column finance.objection.line is 'null: of somebody who is not on the list';
comment on column finance.objection.objector is 'empty: entered before it was asked for';

-- This table stands behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '非农户名单的步骤', true), set_config('forestcarbon.touched', '', true);
    insert into finance.list_move_rule (way, from_state, to_state, name_zh, name_en, roles) values
        ('parties', 'draft', 'bureau', '林业局审核', 'Bureau agrees', '{bureau-reviewer}'), ('parties', 'bureau', 'finance', '财政审核', 'Finance agrees', '{finance}'),
        ('parties', 'finance', 'approved', '财政复核', 'Finance confirms', '{finance}'), ('parties', 'approved', 'paid', '付清', 'All is paid', '{finance}'),
        ('parties', 'paid', 'approved', '付款撤回', 'Payment taken back', '{}'), ('parties', 'bureau', 'draft', '退回修改', 'Back to draft', '{finance}'),
        ('parties', 'finance', 'draft', '退回修改', 'Back to draft', '{finance}'), ('parties', 'draft', 'withdrawn', '撤回', 'Withdraw', '{bureau-reviewer,finance}'),
        -- Of those that were led like a village's before: they go on from where they stand.
        ('parties', 'publicity', 'draft', '退回修改', 'Back to draft', '{bureau-reviewer,finance}'), ('parties', 'published', 'draft', '退回修改', 'Back to draft', '{bureau-reviewer,finance}'),
        ('parties', 'published', 'bureau', '林业局审核', 'Bureau agrees', '{bureau-reviewer}'), ('parties', 'township', 'bureau', '林业局审核', 'Bureau agrees', '{bureau-reviewer}');
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
