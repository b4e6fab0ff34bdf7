-- What the contract behind a role says, besides its number and its scan.
alter table ccer.project_party
    add column contract_signed_on date,
    add column contract_subject   text,
    add column contract_fen       bigint constraint project_party_contract_fen check (contract_fen >= 0);
comment on column ccer.project_party.contract_fen is 'whole fen over the term of the contract; null: it names no amount';
