-- A stage that was read wrongly, or that a scenario should not have, could not be taken out again: what is kept for good is withdrawn by a row of its own, with the reason, and what stood before holds again.
alter table finance.forecast_stage_reading
    alter column probability drop not null,
    alter column lag_months drop not null,
    add column withdraws bigint constraint forecast_stage_reading_withdraws_fk references finance.forecast_stage_reading,
    add constraint forecast_stage_reading_withdrawn_once unique (withdraws),
    add constraint forecast_stage_reading_says check (num_nulls(probability, lag_months) = case when withdraws is null then 0 else 2 end);
comment on column finance.forecast_stage_reading.withdraws is 'the reading that holds no more since; its row says no figures, and its source is the reason';
