-- A task given to a role that there is not reminds nobody. The roles are those of ForestCarbon.Platform.Identity.Roles; a test holds them equal. What
-- was stored before stays readable, and is closed as it stands: only an open task asks anybody.
alter table ccer.task add constraint task_owner_role check (
    done_at is not null or owner !~ '^role:' or owner in ('role:surveyor', 'role:township-station', 'role:ranger', 'role:bureau-reviewer', 'role:developer', 'role:verifier', 'role:finance', 'role:auditor',
                                   'role:administrator')) not valid;
