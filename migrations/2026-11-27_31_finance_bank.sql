-- Bank statements and what their lines were. Layouts are data: heads by which a bank names its columns. A line is settled by vouchers
-- whose cash adds up to it, or by a written explanation; a voucher settles one line of a book, once.
create table finance.bank_layout (
    layout       text    not null constraint bank_layout_pk primary key,
    name_zh      text    not null,
    name_en      text    not null,
    date_heads   text[]  not null,
    in_heads     text[]  not null,
    out_heads    text[]  not null,
    amount_heads text[]  not null,
    side_heads   text[]  not null,
    in_words     text[]  not null,
    party_heads  text[]  not null,
    note_heads   text[]  not null,
    serial_heads text[]  not null,
    source       text    not null,
    mark         text    not null,
    constraint bank_layout_says_direction check (cardinality(in_heads) > 0 or cardinality(amount_heads) > 0)
);
comment on column finance.bank_layout.amount_heads is 'one column of amounts: signed, or with a column that says the direction';
insert into finance.bank_layout (layout, name_zh, name_en, date_heads, in_heads, out_heads, amount_heads, side_heads, in_words, party_heads, note_heads, serial_heads, source, mark) values
    ('two-columns', '收入、支出两列', 'Two columns', '{交易日期,日期,记账日期}', '{收入金额,收入,贷方发生额,贷方金额}', '{支出金额,支出,借方发生额,借方金额}', '{}', '{}', '{}',
     '{对方户名,对方名称,对方账户名称}', '{摘要,用途,附言}', '{交易流水号,流水号,凭证号}', '常见网银导出的列名，未核对任何一家银行的原件', '?'),
    ('signed', '一列带符号', 'One signed column', '{交易时间,交易日期,日期}', '{}', '{}', '{交易金额,发生额,金额}', '{}', '{}',
     '{对方户名,对方名称,交易对手}', '{摘要,用途,备注}', '{流水号,交易流水号,序列号}', '常见网银导出的列名，未核对任何一家银行的原件', '?'),
    ('with-side', '金额与借贷标志', 'Amount and direction', '{入账日期,交易日期,日期}', '{}', '{}', '{金额,交易金额,发生额}', '{借贷标志,借贷方向,收支}', '{贷,收,收入,C,CR}',
     '{对方名称,对方户名}', '{摘要,用途,附言}', '{流水号,交易流水号,业务编号}', '常见网银导出的列名，未核对任何一家银行的原件', '?');
call platform.put_behind_the_door('finance.bank_layout', 'audited');

create table finance.bank_statement (
    statement_id bigint      generated always as identity constraint bank_statement_pk primary key,
    book_id      bigint      not null constraint bank_statement_book_fk references finance.entity,
    layout       text        not null constraint bank_statement_layout_fk references finance.bank_layout,
    file_sha256  bytea       not null constraint bank_statement_file_fk references platform.stored_file,
    file_name    text        not null,
    imported_by  text        not null default current_setting('forestcarbon.actor'),
    imported_at  timestamptz not null default clock_timestamp()
);
call platform.put_behind_the_door('finance.bank_statement', 'audited');

create table finance.bank_line (
    bank_line_id bigint  generated always as identity constraint bank_line_pk primary key,
    statement_id bigint  not null constraint bank_line_statement_fk references finance.bank_statement,
    book_id      bigint  not null constraint bank_line_book_fk references finance.entity,
    line         integer not null,
    dated        date    not null,
    amount_fen   bigint  not null constraint bank_line_amount check (amount_fen <> 0),
    counterparty text    not null default '',
    note         text    not null default '',
    serial       text    not null constraint bank_line_serial check (serial <> ''),
    constraint bank_line_once unique (book_id, serial)
);
comment on column finance.bank_line.amount_fen is 'above zero: came in';
create index bank_line_of_book on finance.bank_line (book_id, dated);
call platform.put_behind_the_door('finance.bank_line', 'audited');

create table finance.bank_match (
    event_id     bigint      not null constraint bank_match_event_fk references finance.money_event,
    book_id      bigint      not null,
    bank_line_id bigint      not null constraint bank_match_line_fk references finance.bank_line,
    because      text        not null,
    matched_by   text        not null default current_setting('forestcarbon.actor'),
    matched_at   timestamptz not null default clock_timestamp(),
    constraint bank_match_event_once primary key (event_id, book_id)
);
create index bank_match_of_line on finance.bank_match (bank_line_id);
call platform.put_behind_the_door('finance.bank_match', 'audited');

create table finance.bank_explanation (
    bank_line_id bigint      not null constraint bank_explanation_pk primary key constraint bank_explanation_line_fk references finance.bank_line,
    sentence     text        not null constraint bank_explanation_sentence check (length(trim(sentence)) >= 4),
    given_by     text        not null default current_setting('forestcarbon.actor'),
    given_at     timestamptz not null default clock_timestamp()
);
call platform.put_behind_the_door('finance.bank_explanation', 'audited');
