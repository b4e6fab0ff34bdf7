-- What a project is told by hand and nobody could mean: a mandate of a day to come or for a lot that there is not, a case that was due before it was
-- found, the file that is held already as a new version of itself. Page, interface and SQL meet the same refusal.
create function ccer.judge_mandate() returns trigger language plpgsql as $$
begin
    if new.given_on > current_date then
        raise exception using errcode = 'FC014', message = format('授权日期 %s 还没有到：签了以后再录入。', new.given_on),
            hint = format('The mandate''s day %s has not come: enter it once it is signed.', new.given_on);
    end if;
    -- Where no lot is stored at all, nobody can say which there are.
    if exists (select from inventory.layer_feature_v f where f.layer = 'tenure-lot')
       and not exists (select from inventory.layer_feature_v f where f.layer = 'tenure-lot' and f.code = new.lot_code and upper_inf(f.valid)) then
        raise exception using errcode = 'FC014', message = format('没有编号为“%s”的林权宗地：请核对宗地编号，或先导入林权宗地。', new.lot_code),
            hint = format('There is no tenure lot "%s": check its number, or import the tenure lots first.', new.lot_code);
    end if;
    return new;
end $$;
create trigger judge_mandate before insert or update of given_on, lot_code on ccer.mandate for each row execute function ccer.judge_mandate();

create function ccer.keep_deadline_of_case() returns trigger language plpgsql as $$
declare
    found_on date := (new.found_at at time zone 'Asia/Shanghai')::date;
begin
    if new.deadline is distinct from old.deadline and new.deadline < found_on then
        raise exception using errcode = 'FC014', message = format('期限 %s 早于发现这个案件的 %s：请填写那一天或以后的日期。', new.deadline, found_on),
            hint = format('The deadline %s is before the case was found on %s: give that day or a later one.', new.deadline, found_on);
    end if;
    return new;
end $$;
-- After keep_case, by its name: a case that is closed says so first.
create trigger keep_deadline before update on ccer.reversal_case for each row execute function ccer.keep_deadline_of_case();

create function ccer.keep_document_once() returns trigger language plpgsql as $$
declare
    held ccer.project_document;
begin
    select d.* into held from ccer.project_document d
    where d.project_id = new.project_id and d.tranche_id is not distinct from new.tranche_id and d.document_kind = new.document_kind
    order by d.version desc limit 1;
    if held.file_sha256 = new.file_sha256 then
        raise exception using errcode = 'FC014', message = format('这就是已收存的第 %s 版（%s），内容一字不差，不另存一版。', held.version, held.name),
            hint = format('This is version %s (%s), held already byte for byte: it makes no new version.', held.version, held.name);
    end if;
    return new;
end $$;
-- After keep_document, by its name, which holds the project until the end of the change.
create trigger keep_document_once before insert on ccer.project_document for each row execute function ccer.keep_document_once();
