-- A task given to a role that there is not reminds nobody. The roles are those of ForestCarbon.Platform.Identity.Roles; a test holds them equal. What
-- was stored before stays readable, and is closed as it stands: only an open task asks anybody.
alter table ccer.task add constraint task_owner_role check (
    done_at is not null or owner !~ '^role:' or owner in ('role:surveyor', 'role:township-station', 'role:ranger', 'role:bureau-reviewer', 'role:developer', 'role:verifier', 'role:finance', 'role:auditor',
                                   'role:administrator')) not valid;

-- What accounts are called, whoever names them, by the id of the actor; where two have one name, their sign-in names stand beside it.
create view platform.account_name_v as
select 'account:' || replace(a.account_id::text, '-', '') as actor,
       a.display_name || case when count(*) over (partition by a.display_name) > 1 then '（' || a.user_name || '）' else '' end as name
from platform.account a;
