CREATE TABLE IF NOT EXISTS "sources" (
  "_id" TEXT NOT NULL,
  "source_id" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "publisher" TEXT NOT NULL DEFAULT '',
  "url" TEXT NOT NULL DEFAULT '',
  "published" TEXT NOT NULL DEFAULT '',
  "retrieved" TEXT NOT NULL DEFAULT '',
  "licence" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "read_in" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_sources" ON "sources" ("_id");

CREATE TABLE IF NOT EXISTS "countries" (
  "_id" TEXT NOT NULL,
  "iso3" TEXT NOT NULL DEFAULT '',
  "iso2" TEXT NOT NULL DEFAULT '',
  "m49" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "region" TEXT NOT NULL DEFAULT '',
  "subregion" TEXT NOT NULL DEFAULT '',
  "m49_subregion" TEXT NOT NULL DEFAULT '',
  "income_group" TEXT NOT NULL DEFAULT '',
  "lat" TEXT NOT NULL DEFAULT '',
  "lon" TEXT NOT NULL DEFAULT '',
  "un_member" TEXT NOT NULL DEFAULT '',
  "inhabited" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "geo_source_id" TEXT NOT NULL DEFAULT '',
  "income_source_id" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_countries" ON "countries" ("_id");

CREATE TABLE IF NOT EXISTS "stakeholders" (
  "_id" TEXT NOT NULL,
  "id" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "name_fr" TEXT NOT NULL DEFAULT '',
  "name_es" TEXT NOT NULL DEFAULT '',
  "short_name" TEXT NOT NULL DEFAULT '',
  "short_name_fr" TEXT NOT NULL DEFAULT '',
  "short_name_es" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "home_iso3" TEXT NOT NULL DEFAULT '',
  "sectors" TEXT NOT NULL DEFAULT '',
  "identifiers" TEXT NOT NULL DEFAULT '',
  "website" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "successor_id" TEXT NOT NULL DEFAULT '',
  "clearing_house" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_stakeholders" ON "stakeholders" ("_id");

CREATE TABLE IF NOT EXISTS "agreements" (
  "_id" TEXT NOT NULL,
  "id" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "name_fr" TEXT NOT NULL DEFAULT '',
  "name_es" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "adopted" TEXT NOT NULL DEFAULT '',
  "in_force" TEXT NOT NULL DEFAULT '',
  "expires" TEXT NOT NULL DEFAULT '',
  "term" TEXT NOT NULL DEFAULT '',
  "term_until" TEXT NOT NULL DEFAULT '',
  "renewal" TEXT NOT NULL DEFAULT '',
  "url" TEXT NOT NULL DEFAULT '',
  "capabilities" TEXT NOT NULL DEFAULT '',
  "duties" TEXT NOT NULL DEFAULT '',
  "parties_complete" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "operator_id" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_agreements" ON "agreements" ("_id");

CREATE TABLE IF NOT EXISTS "networks" (
  "_id" TEXT NOT NULL,
  "network_id" TEXT NOT NULL DEFAULT '',
  "capabilities" TEXT NOT NULL DEFAULT '',
  "duties" TEXT NOT NULL DEFAULT '',
  "members_complete" TEXT NOT NULL DEFAULT '',
  "figures" TEXT NOT NULL DEFAULT '',
  "operator_id" TEXT NOT NULL DEFAULT '',
  "name_fr" TEXT NOT NULL DEFAULT '',
  "name_es" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_networks" ON "networks" ("_id");

CREATE TABLE IF NOT EXISTS "committee_bodies" (
  "_id" TEXT NOT NULL,
  "body_id" TEXT NOT NULL DEFAULT '',
  "iso3" TEXT NOT NULL DEFAULT '',
  "seats_complete" TEXT NOT NULL DEFAULT '',
  "area" TEXT NOT NULL DEFAULT '',
  "remit" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_committee_bodies" ON "committee_bodies" ("_id");

CREATE TABLE IF NOT EXISTS "services" (
  "_id" TEXT NOT NULL,
  "service_id" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "name_fr" TEXT NOT NULL DEFAULT '',
  "name_es" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "operator_id" TEXT NOT NULL DEFAULT '',
  "iso3" TEXT NOT NULL DEFAULT '',
  "passes_cases" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_services" ON "services" ("_id");

CREATE TABLE IF NOT EXISTS "affiliations" (
  "_id" TEXT NOT NULL,
  "child_id" TEXT NOT NULL DEFAULT '',
  "parent_id" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_affiliations" ON "affiliations" ("_id");

CREATE TABLE IF NOT EXISTS "deliveries" (
  "_id" TEXT NOT NULL,
  "stakeholder_id" TEXT NOT NULL DEFAULT '',
  "capability" TEXT NOT NULL DEFAULT '',
  "iso3" TEXT NOT NULL DEFAULT '',
  "role" TEXT NOT NULL DEFAULT '',
  "basis" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "scope" TEXT NOT NULL DEFAULT '',
  "service_id" TEXT NOT NULL DEFAULT '',
  "part" TEXT NOT NULL DEFAULT '',
  "mandate" TEXT NOT NULL DEFAULT '',
  "area" TEXT NOT NULL DEFAULT '',
  "online" TEXT NOT NULL DEFAULT '',
  "receives_from" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_deliveries" ON "deliveries" ("_id");

CREATE TABLE IF NOT EXISTS "reviews" (
  "_id" TEXT NOT NULL,
  "iso3" TEXT NOT NULL DEFAULT '',
  "edition" TEXT NOT NULL DEFAULT '',
  "capability" TEXT NOT NULL DEFAULT '',
  "outcome" TEXT NOT NULL DEFAULT '',
  "phase" TEXT NOT NULL DEFAULT '',
  "method" TEXT NOT NULL DEFAULT '',
  "reviewed_on" TEXT NOT NULL DEFAULT '',
  "reviewer" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_reviews" ON "reviews" ("_id");

CREATE TABLE IF NOT EXISTS "link_reviews" (
  "_id" TEXT NOT NULL,
  "iso3" TEXT NOT NULL DEFAULT '',
  "gives" TEXT NOT NULL DEFAULT '',
  "takes" TEXT NOT NULL DEFAULT '',
  "outcome" TEXT NOT NULL DEFAULT '',
  "method" TEXT NOT NULL DEFAULT '',
  "reviewed_on" TEXT NOT NULL DEFAULT '',
  "reviewer" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_link_reviews" ON "link_reviews" ("_id");

CREATE TABLE IF NOT EXISTS "agreement_parties" (
  "_id" TEXT NOT NULL,
  "agreement_id" TEXT NOT NULL DEFAULT '',
  "iso3" TEXT NOT NULL DEFAULT '',
  "stakeholder_id" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_agreement_parties" ON "agreement_parties" ("_id");

CREATE TABLE IF NOT EXISTS "memberships" (
  "_id" TEXT NOT NULL,
  "member_id" TEXT NOT NULL DEFAULT '',
  "network_id" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_memberships" ON "memberships" ("_id");

CREATE TABLE IF NOT EXISTS "ties" (
  "_id" TEXT NOT NULL,
  "a_id" TEXT NOT NULL DEFAULT '',
  "b_id" TEXT NOT NULL DEFAULT '',
  "kind" TEXT NOT NULL DEFAULT '',
  "iso3" TEXT NOT NULL DEFAULT '',
  "capability" TEXT NOT NULL DEFAULT '',
  "basis" TEXT NOT NULL DEFAULT '',
  "stated_by" TEXT NOT NULL DEFAULT '',
  "passes_cases" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_ties" ON "ties" ("_id");

CREATE TABLE IF NOT EXISTS "funding" (
  "_id" TEXT NOT NULL,
  "funder_id" TEXT NOT NULL DEFAULT '',
  "recipient_id" TEXT NOT NULL DEFAULT '',
  "iso3" TEXT NOT NULL DEFAULT '',
  "capabilities" TEXT NOT NULL DEFAULT '',
  "amount" TEXT NOT NULL DEFAULT '',
  "currency" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "amount_kind" TEXT NOT NULL DEFAULT '',
  "share_of" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_funding" ON "funding" ("_id");

CREATE TABLE IF NOT EXISTS "committee_seats" (
  "_id" TEXT NOT NULL,
  "iso3" TEXT NOT NULL DEFAULT '',
  "body_id" TEXT NOT NULL DEFAULT '',
  "member_id" TEXT NOT NULL DEFAULT '',
  "seat" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_committee_seats" ON "committee_seats" ("_id");

CREATE TABLE IF NOT EXISTS "work" (
  "_id" TEXT NOT NULL,
  "stakeholder_id" TEXT NOT NULL DEFAULT '',
  "iso3" TEXT NOT NULL DEFAULT '',
  "objective" TEXT NOT NULL DEFAULT '',
  "means" TEXT NOT NULL DEFAULT '',
  "title" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_work" ON "work" ("_id");

CREATE TABLE IF NOT EXISTS "duty_reviews" (
  "_id" TEXT NOT NULL,
  "duty" TEXT NOT NULL DEFAULT '',
  "iso3" TEXT NOT NULL DEFAULT '',
  "instruments_complete" TEXT NOT NULL DEFAULT '',
  "reviewed_on" TEXT NOT NULL DEFAULT '',
  "method" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_duty_reviews" ON "duty_reviews" ("_id");

CREATE TABLE IF NOT EXISTS "assessments" (
  "_id" TEXT NOT NULL,
  "iso3" TEXT NOT NULL DEFAULT '',
  "enabler" TEXT NOT NULL DEFAULT '',
  "outcome" TEXT NOT NULL DEFAULT '',
  "finding" TEXT NOT NULL DEFAULT '',
  "method" TEXT NOT NULL DEFAULT '',
  "reviewed_on" TEXT NOT NULL DEFAULT '',
  "reviewer" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_assessments" ON "assessments" ("_id");

CREATE TABLE IF NOT EXISTS "judgements" (
  "_id" TEXT NOT NULL,
  "a_id" TEXT NOT NULL DEFAULT '',
  "b_id" TEXT NOT NULL DEFAULT '',
  "verdict" TEXT NOT NULL DEFAULT '',
  "kept_id" TEXT NOT NULL DEFAULT '',
  "reviewed_on" TEXT NOT NULL DEFAULT '',
  "reviewer" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_judgements" ON "judgements" ("_id");

CREATE TABLE IF NOT EXISTS "own_actions" (
  "_id" TEXT NOT NULL,
  "iso3" TEXT NOT NULL DEFAULT '',
  "capability" TEXT NOT NULL DEFAULT '',
  "serves" TEXT NOT NULL DEFAULT '',
  "step" TEXT NOT NULL DEFAULT '',
  "action" TEXT NOT NULL DEFAULT '',
  "action_fr" TEXT NOT NULL DEFAULT '',
  "action_es" TEXT NOT NULL DEFAULT '',
  "lead_seat" TEXT NOT NULL DEFAULT '',
  "partners" TEXT NOT NULL DEFAULT '',
  "done_when" TEXT NOT NULL DEFAULT '',
  "done_when_fr" TEXT NOT NULL DEFAULT '',
  "done_when_es" TEXT NOT NULL DEFAULT '',
  "effort" TEXT NOT NULL DEFAULT '',
  "needs" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_own_actions" ON "own_actions" ("_id");

CREATE TABLE IF NOT EXISTS "indicators" (
  "_id" TEXT NOT NULL,
  "indicator_id" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL DEFAULT '',
  "unit" TEXT NOT NULL DEFAULT '',
  "iso3" TEXT NOT NULL DEFAULT '',
  "region" TEXT NOT NULL DEFAULT '',
  "year" TEXT NOT NULL DEFAULT '',
  "value" TEXT NOT NULL DEFAULT '',
  "since" TEXT NOT NULL DEFAULT '',
  "until" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT '',
  "verified" TEXT NOT NULL DEFAULT '',
  "tier" TEXT NOT NULL DEFAULT '',
  "source_id" TEXT NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "_digest" BLOB NOT NULL,
  "_file" TEXT NOT NULL,
  "_line" INTEGER NOT NULL,
  "_batch" INTEGER NOT NULL,
  "_version" INTEGER NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS "ux_indicators" ON "indicators" ("_id");
