select set_config('forestcarbon.township', $1, false), set_config('forestcarbon.first_parcel', $2::text, false),
       set_config('forestcarbon.last_parcel', $3::text, false), set_config('forestcarbon.as_of', $4::text, false),
       set_config('forestcarbon.generation', $5::text, false);
