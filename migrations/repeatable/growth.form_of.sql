-- What was done with a parcel: its reason's name, or, in a run by difference, along which form of growth it was projected. The reason alone
-- says "along its curve" of parcels that went along a member of a difference family too.
create or replace function growth.form_of(reason_name text, is_difference boolean, is_no_member boolean, in_english boolean)
returns text language sql immutable parallel safe as $$
    select case
        when is_difference then case when in_english then 'Projected along its member of a difference family' else '按差分族中通过本小班的一条推算' end
        when is_no_member then reason_name || case when in_english then ' (no member of a family through its state)' else '（族中没有通过其状态的曲线）' end
        else reason_name
    end
$$;
