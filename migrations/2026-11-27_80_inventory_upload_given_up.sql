-- An upload that cannot be read has to say so. Its readings are counted here and not in the queue alone, because a worker that is ended from outside
-- leaves no failure there. One that a person gives up stays as a fact, without its files.
alter table inventory.upload
    drop constraint upload_state,
    add column attempts integer not null default 0,
    add constraint upload_state check (state in ('waiting', 'reading', 'staged', 'unreadable', 'already', 'failed', 'choose', 'crs', 'discarded'));
comment on column inventory.upload.attempts is 'how often reading was begun since a person last asked for it';

-- What has been said to be read for longer than a day was given up by the queue, which told nobody.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '没有读完的上传写明没有读成', true), set_config('forestcarbon.touched', '', true);
    update inventory.upload
    set state = 'failed', ended_at = now(),
        sentence = '这个文件没有读成，程序更新之前的原因没有编号；文件还在，可以再读一次，也可以放弃。',
        sentence_en = 'The file was not read, and of the time before the program was updated no number leads to the reason; the file is still here and can be read again or discarded.'
    where state in ('waiting', 'reading') and sent_at < now() - interval '1 day';
    perform set_config('forestcarbon.actor', '', true);
end $$;
