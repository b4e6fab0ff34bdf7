-- A curve set that is taken from use says who took it and why, as a withdrawn sink table does. Sets withdrawn before are without.
alter table growth.curve_set
    add column withdrawn_by      text,
    add column withdrawn_at      timestamptz,
    add column withdrawal_reason text,
    add constraint curve_set_withdrawn_with_reason check (
        num_nulls(withdrawn_by, withdrawn_at, withdrawal_reason) in (0, 3) and length(trim(coalesce(withdrawal_reason, 'none'))) > 0
        and (withdrawn_at is null or approval = 'withdrawn'));
