-- A firm claim that had decades to run was ended, or released on one sentence, and its ground was free at once for the same carbon to be claimed again.
-- A claim ends when its period is over; a firm one is released on a paper that is kept.
alter table ccer.claim
    add column closing_sha256 bytea constraint claim_closing_file_fk references platform.stored_file,
    add column closing_name text,
    add column replaced_for bigint constraint claim_replaced_for_fk references ccer.project on delete set null;
comment on column ccer.claim.closing_sha256 is 'the paper a firm claim was released on; null: it ended, was provisional, or was closed with its project';
comment on column ccer.claim.replaced_for is 'the project that claims anew with another boundary or crediting period; null: it was not given up for that';

create function ccer.claim_closes_with_cause() returns trigger language plpgsql as $$
declare
    last_day date := upper(new.period) - 1;
begin
    -- What a project holds closes with it, or as ccer.claim_of_a_project_stands lets it.
    if new.replaced_for is not null or exists (select from ccer.project p where p.claim_id = new.claim_id or p.project_id = new.project_id) then
        return new;
    end if;
    if new.state = 'ended' and last_day >= current_date then
        raise exception using errcode = 'FC015',
            message = format('权益主张 %s 的计入期到 %s，还没有过，不能到期了结。要提前放开这块地，请用释放，写明理由；正式的还须附文件。', new.code, last_day),
            hint = format('The period of claim %s runs to %s and is not over: it cannot be ended. To free its ground earlier release it with the reason, and a firm one with a document.', new.code, last_day);
    end if;
    if new.state = 'released' and old.state = 'firm' and new.closing_sha256 is null then
        raise exception using errcode = 'FC015',
            message = format('权益主张 %s 是正式的，释放后别人马上可以主张这块地：请附上依据文件，如该机制的注销或撤回证明。', new.code),
            hint = format('Claim %s is firm, and once released its ground is free for others at once: send the document it rests on, such as the scheme''s proof of cancellation or withdrawal.', new.code);
    end if;
    return new;
end $$;
create trigger claim_closes_with_cause before update of state on ccer.claim for each row
    when (old.state in ('provisional', 'firm') and new.state in ('released', 'ended')) execute function ccer.claim_closes_with_cause();
