-- Why a document is a draft still was kept in Chinese alone, for those who read English as well. Drafts of before are without.
alter table ccer.document_draft add column reasons_en text[];
comment on column ccer.document_draft.reasons_en is 'the reasons in English, in the same order; null where they are known in Chinese only';
