SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE TYPE public.stored_event_text AS (
	originator_id text,
	originator_version bigint,
	topic text,
	state bytea
);
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.projection (
    name character varying NOT NULL,
    version integer NOT NULL,
    generation integer NOT NULL,
    "position" bigint NOT NULL
);
CREATE TABLE public.r1_act (
    target_kind character varying NOT NULL,
    target character varying NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    kind character varying NOT NULL,
    day integer NOT NULL,
    until bigint NOT NULL,
    id character varying NOT NULL COLLATE pg_catalog."C",
    digest character varying NOT NULL,
    details text NOT NULL
);
CREATE TABLE public.r1_claim (
    actor character varying NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    aspect character varying NOT NULL,
    toward character varying NOT NULL COLLATE pg_catalog."C",
    subject character varying NOT NULL COLLATE pg_catalog."C",
    value character varying NOT NULL,
    personnel bigint,
    id character varying NOT NULL COLLATE pg_catalog."C",
    report character varying NOT NULL COLLATE pg_catalog."C",
    path character varying NOT NULL COLLATE pg_catalog."C",
    reliability smallint NOT NULL,
    published integer NOT NULL,
    start_lo integer NOT NULL,
    start_hi integer NOT NULL,
    end_lo integer NOT NULL,
    end_hi integer NOT NULL,
    vouched integer NOT NULL,
    speaks integer NOT NULL,
    flags smallint NOT NULL
);
CREATE TABLE public.r1_event (
    "position" bigint NOT NULL,
    recorded_at bigint NOT NULL,
    type character varying NOT NULL,
    report character varying COLLATE pg_catalog."C"
);
CREATE SEQUENCE public.r1_event_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.r1_event_position_seq OWNED BY public.r1_event."position";
CREATE TABLE public.r1_fact (
    "position" bigint NOT NULL,
    id character varying NOT NULL COLLATE pg_catalog."C",
    content_id character varying NOT NULL COLLATE pg_catalog."C",
    report character varying NOT NULL COLLATE pg_catalog."C",
    published integer NOT NULL,
    body text NOT NULL
);
CREATE SEQUENCE public.r1_fact_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.r1_fact_position_seq OWNED BY public.r1_fact."position";
CREATE TABLE public.r1_registered (
    noun character varying NOT NULL,
    id character varying NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    body text NOT NULL
);
CREATE TABLE public.r1_revision (
    actor character varying NOT NULL COLLATE pg_catalog."C",
    added bigint NOT NULL,
    amended bigint NOT NULL
);
CREATE TABLE public.r1_timeline (
    actor character varying NOT NULL COLLATE pg_catalog."C",
    start_lo integer NOT NULL,
    start_hi integer NOT NULL,
    published integer NOT NULL,
    id character varying NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    role character varying NOT NULL
);
CREATE TABLE public.r1_withdrawal (
    "position" bigint NOT NULL,
    since bigint NOT NULL,
    target_kind character varying NOT NULL,
    target character varying NOT NULL COLLATE pg_catalog."C",
    kind character varying NOT NULL,
    day integer NOT NULL,
    until bigint NOT NULL
);
CREATE TABLE public.stored_events (
    originator_id text NOT NULL,
    originator_version bigint NOT NULL,
    topic text,
    state bytea,
    notification_id bigint NOT NULL
)
WITH (autovacuum_enabled='true', autovacuum_vacuum_threshold='100000000', autovacuum_vacuum_scale_factor='0.5', autovacuum_analyze_threshold='1000', autovacuum_analyze_scale_factor='0.01');
CREATE SEQUENCE public.stored_events_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.stored_events_notification_id_seq OWNED BY public.stored_events.notification_id;
ALTER TABLE ONLY public.r1_event ALTER COLUMN "position" SET DEFAULT nextval('public.r1_event_position_seq'::regclass);
ALTER TABLE ONLY public.r1_fact ALTER COLUMN "position" SET DEFAULT nextval('public.r1_fact_position_seq'::regclass);
ALTER TABLE ONLY public.stored_events ALTER COLUMN notification_id SET DEFAULT nextval('public.stored_events_notification_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.projection VALUES ('readmodels', 1, 1, 9);
INSERT INTO public.r1_claim VALUES ('taliban', 7, 'violence', 'andsf', '', 'reduced', NULL, 'e7835dc2-cc38-5829-84d9-6feeacd2524c', 'un-1', 'un', 4, 737607, 737485, 737485, 737576, 737576, 737576, 737576, 0);
INSERT INTO public.r1_claim VALUES ('taliban', 8, 'violence', 'andsf', '', 'reduced', NULL, '754d13f6-33ec-5fc4-b4d1-9fa067157a53', 'un-1', 'un', 4, 737607, 737485, 737485, 737576, 737576, 737576, 737576, 0);
INSERT INTO public.r1_claim VALUES ('taliban', 9, 'violence', 'andsf', '', 'reduced', NULL, '6031bd0e-e0b7-5d7b-bb74-d9a6a6c2af7f', 'un-1', 'un', 4, 737607, 737485, 737485, 737576, 737576, 737576, 737576, 0);
INSERT INTO public.r1_event VALUES (1, 1795390695638740, 'actor_registered', NULL);
INSERT INTO public.r1_event VALUES (2, 1795390695638740, 'actor_registered', NULL);
INSERT INTO public.r1_event VALUES (3, 1795390695657438, 'source_registered', NULL);
INSERT INTO public.r1_event VALUES (4, 1795390695657438, 'source_registered', NULL);
INSERT INTO public.r1_event VALUES (5, 1795390695672948, 'report_filed', 'un-1');
INSERT INTO public.r1_event VALUES (6, 1795390695672948, 'report_filed', 'us-dod-1');
INSERT INTO public.r1_event VALUES (7, 1795390695695625, 'violence_reduced', 'un-1');
INSERT INTO public.r1_event VALUES (8, 1795390695695625, 'violence_reduced', 'un-1');
INSERT INTO public.r1_event VALUES (9, 1795390695695625, 'violence_reduced', 'un-1');
INSERT INTO public.r1_fact VALUES (7, 'e7835dc2-cc38-5829-84d9-6feeacd2524c', 'e7835dc2-cc38-5829-84d9-6feeacd2524c', 'un-1', 737607, '{"id":"e7835dc2-cc38-5829-84d9-6feeacd2524c","type":"violence_reduced","report":"un-1","occurred":"2020-03-01/2020-05-31","quote":{"exact":"violence fell, says sentence 0"},"actor":"taliban","toward":["andsf"]}');
INSERT INTO public.r1_fact VALUES (8, '754d13f6-33ec-5fc4-b4d1-9fa067157a53', '754d13f6-33ec-5fc4-b4d1-9fa067157a53', 'un-1', 737607, '{"id":"754d13f6-33ec-5fc4-b4d1-9fa067157a53","type":"violence_reduced","report":"un-1","occurred":"2020-03-01/2020-05-31","quote":{"exact":"violence fell, says sentence 1"},"actor":"taliban","toward":["andsf"]}');
INSERT INTO public.r1_fact VALUES (9, '6031bd0e-e0b7-5d7b-bb74-d9a6a6c2af7f', '6031bd0e-e0b7-5d7b-bb74-d9a6a6c2af7f', 'un-1', 737607, '{"id":"6031bd0e-e0b7-5d7b-bb74-d9a6a6c2af7f","type":"violence_reduced","report":"un-1","occurred":"2020-03-01/2020-05-31","quote":{"exact":"violence fell, says sentence 2"},"actor":"taliban","toward":["andsf"]}');
INSERT INTO public.r1_registered VALUES ('actor', 'taliban', 1, '{"id":"taliban","name":"Taliban","kind":"armed_group"}');
INSERT INTO public.r1_registered VALUES ('actor', 'andsf', 2, '{"id":"andsf","name":"Andsf","kind":"armed_group"}');
INSERT INTO public.r1_registered VALUES ('source', 'un', 3, '{"id":"un","name":"un","reliability":"B"}');
INSERT INTO public.r1_registered VALUES ('source', 'us-dod', 4, '{"id":"us-dod","name":"us-dod","reliability":"B"}');
INSERT INTO public.r1_registered VALUES ('report', 'un-1', 5, '{"id":"un-1","title":"A report","publisher":"un","published":"2020-07-01"}');
INSERT INTO public.r1_registered VALUES ('report', 'us-dod-1', 6, '{"id":"us-dod-1","title":"A report","publisher":"us-dod","published":"2020-07-01"}');
INSERT INTO public.r1_revision VALUES ('taliban', 9, 0);
INSERT INTO public.r1_revision VALUES ('andsf', 9, 0);
INSERT INTO public.r1_timeline VALUES ('taliban', 737485, 737485, 737607, 'e7835dc2-cc38-5829-84d9-6feeacd2524c', 7, 'actor');
INSERT INTO public.r1_timeline VALUES ('andsf', 737485, 737485, 737607, 'e7835dc2-cc38-5829-84d9-6feeacd2524c', 7, 'target');
INSERT INTO public.r1_timeline VALUES ('taliban', 737485, 737485, 737607, '754d13f6-33ec-5fc4-b4d1-9fa067157a53', 8, 'actor');
INSERT INTO public.r1_timeline VALUES ('andsf', 737485, 737485, 737607, '754d13f6-33ec-5fc4-b4d1-9fa067157a53', 8, 'target');
INSERT INTO public.r1_timeline VALUES ('taliban', 737485, 737485, 737607, '6031bd0e-e0b7-5d7b-bb74-d9a6a6c2af7f', 9, 'actor');
INSERT INTO public.r1_timeline VALUES ('andsf', 737485, 737485, 737607, '6031bd0e-e0b7-5d7b-bb74-d9a6a6c2af7f', 9, 'target');
INSERT INTO public.stored_events VALUES ('actor:taliban', 1, 'actor_registered', '\x7b226174223a313739353339303639353633383734302c2276223a312c22626f6479223a7b226964223a2274616c6962616e222c226e616d65223a2254616c6962616e222c226b696e64223a2261726d65645f67726f7570227d7d', 1);
INSERT INTO public.stored_events VALUES ('actor:andsf', 1, 'actor_registered', '\x7b226174223a313739353339303639353633383734302c2276223a312c22626f6479223a7b226964223a22616e647366222c226e616d65223a22416e647366222c226b696e64223a2261726d65645f67726f7570227d7d', 2);
INSERT INTO public.stored_events VALUES ('source:un', 1, 'source_registered', '\x7b226174223a313739353339303639353635373433382c2276223a312c22626f6479223a7b226964223a22756e222c226e616d65223a22756e222c2272656c696162696c697479223a2242227d7d', 3);
INSERT INTO public.stored_events VALUES ('source:us-dod', 1, 'source_registered', '\x7b226174223a313739353339303639353635373433382c2276223a312c22626f6479223a7b226964223a2275732d646f64222c226e616d65223a2275732d646f64222c2272656c696162696c697479223a2242227d7d', 4);
INSERT INTO public.stored_events VALUES ('report:un-1', 1, 'report_filed', '\x7b226174223a313739353339303639353637323934382c2276223a312c22626f6479223a7b226964223a22756e2d31222c227469746c65223a2241207265706f7274222c227075626c6973686572223a22756e222c227075626c6973686564223a22323032302d30372d3031227d7d', 5);
INSERT INTO public.stored_events VALUES ('report:us-dod-1', 1, 'report_filed', '\x7b226174223a313739353339303639353637323934382c2276223a312c22626f6479223a7b226964223a2275732d646f642d31222c227469746c65223a2241207265706f7274222c227075626c6973686572223a2275732d646f64222c227075626c6973686564223a22323032302d30372d3031227d7d', 6);
INSERT INTO public.stored_events VALUES ('e7835dc2-cc38-5829-84d9-6feeacd2524c', 1, 'violence_reduced', '\x7b226174223a313739353339303639353639353632352c2276223a312c22626f6479223a7b226964223a2265373833356463322d636333382d353832392d383464392d366665656163643235323463222c2274797065223a2276696f6c656e63655f72656475636564222c227265706f7274223a22756e2d31222c226f63637572726564223a22323032302d30332d30312f323032302d30352d3331222c2271756f7465223a7b226578616374223a2276696f6c656e63652066656c6c2c20736179732073656e74656e63652030227d2c226163746f72223a2274616c6962616e222c22746f77617264223a5b22616e647366225d7d7d', 7);
INSERT INTO public.stored_events VALUES ('754d13f6-33ec-5fc4-b4d1-9fa067157a53', 1, 'violence_reduced', '\x7b226174223a313739353339303639353639353632352c2276223a312c22626f6479223a7b226964223a2237353464313366362d333365632d356663342d623464312d396661303637313537613533222c2274797065223a2276696f6c656e63655f72656475636564222c227265706f7274223a22756e2d31222c226f63637572726564223a22323032302d30332d30312f323032302d30352d3331222c2271756f7465223a7b226578616374223a2276696f6c656e63652066656c6c2c20736179732073656e74656e63652031227d2c226163746f72223a2274616c6962616e222c22746f77617264223a5b22616e647366225d7d7d', 8);
INSERT INTO public.stored_events VALUES ('6031bd0e-e0b7-5d7b-bb74-d9a6a6c2af7f', 1, 'violence_reduced', '\x7b226174223a313739353339303639353639353632352c2276223a312c22626f6479223a7b226964223a2236303331626430652d653062372d356437622d626237342d643961366136633261663766222c2274797065223a2276696f6c656e63655f72656475636564222c227265706f7274223a22756e2d31222c226f63637572726564223a22323032302d30332d30312f323032302d30352d3331222c2271756f7465223a7b226578616374223a2276696f6c656e63652066656c6c2c20736179732073656e74656e63652032227d2c226163746f72223a2274616c6962616e222c22746f77617264223a5b22616e647366225d7d7d', 9);
SELECT pg_catalog.setval('public.r1_event_position_seq', 1, false);
SELECT pg_catalog.setval('public.r1_fact_position_seq', 1, false);
SELECT pg_catalog.setval('public.stored_events_notification_id_seq', 9, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.projection
    ADD CONSTRAINT projection_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.r1_act
    ADD CONSTRAINT r1_act_pkey PRIMARY KEY (target_kind, target, "position");
ALTER TABLE ONLY public.r1_event
    ADD CONSTRAINT r1_event_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY public.r1_fact
    ADD CONSTRAINT r1_fact_id_key UNIQUE (id);
ALTER TABLE ONLY public.r1_fact
    ADD CONSTRAINT r1_fact_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY public.r1_registered
    ADD CONSTRAINT r1_registered_pkey PRIMARY KEY (noun, id);
ALTER TABLE ONLY public.r1_revision
    ADD CONSTRAINT r1_revision_pkey PRIMARY KEY (actor);
ALTER TABLE ONLY public.r1_timeline
    ADD CONSTRAINT r1_timeline_pkey PRIMARY KEY (actor, start_lo, start_hi, published, id);
ALTER TABLE ONLY public.r1_withdrawal
    ADD CONSTRAINT r1_withdrawal_pkey PRIMARY KEY ("position", since, target_kind);
ALTER TABLE ONLY public.stored_events
    ADD CONSTRAINT stored_events_pkey PRIMARY KEY (originator_id, originator_version);
CREATE INDEX r1_act_id ON public.r1_act USING btree (id);
CREATE INDEX r1_act_position ON public.r1_act USING btree ("position");
CREATE INDEX r1_claim_position ON public.r1_claim USING btree (actor, "position");
CREATE INDEX r1_event_report ON public.r1_event USING btree (report, "position");
CREATE INDEX r1_event_type ON public.r1_event USING btree (type, "position");
CREATE INDEX r1_timeline_position ON public.r1_timeline USING btree (actor, "position");
CREATE INDEX r1_withdrawal_target ON public.r1_withdrawal USING btree (target_kind, target, until);
CREATE UNIQUE INDEX stored_events_notification_id_idx ON public.stored_events USING btree (notification_id);
