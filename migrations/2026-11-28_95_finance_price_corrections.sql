-- A price that was entered wrongly is put right by a later row of the same series and day, with its source and the reason; what stood before stays readable.
create table finance.price_correction (
    correction_id bigint      generated always as identity constraint price_correction_pk primary key,
    series        text        not null,
    dated         date        not null,
    price_fen     bigint      not null constraint price_correction_price check (price_fen > 0),
    volume_t      bigint      not null constraint price_correction_volume check (volume_t >= 0),
    source        text        not null constraint price_correction_source check (trim(source) <> ''),
    reason        text        not null constraint price_correction_reason check (trim(reason) <> ''),
    entered_by    text        not null default current_setting('forestcarbon.actor'),
    entered_at    timestamptz not null default clock_timestamp(),
    constraint price_correction_day_fk foreign key (series, dated) references finance.price_day
);
create index price_correction_newest on finance.price_correction (series, dated, correction_id desc);
call platform.put_behind_the_door('finance.price_correction', 'audited');
