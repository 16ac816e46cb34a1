// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The statements of PostgreSQL: each prepares, and what runs for each claim and end reads as little of a
// large queue as of a small one, with the plans that a session made while the tables were empty.
#include "dbfixture.h"

#include "db/dialect.h"
#include "db/sqltext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

#include <algorithm>

using namespace dbtest;
using namespace Qt::StringLiterals;

namespace {

constexpr int kSome = 20;

//! One session that keeps its plans, and what its statements cost.
class Session
{
public:
    Session() { m_workspace.run(kBatch); }

    TestWorkspace &workspace() { return m_workspace; }

    //! So many more vehicles with one pending step each, by another session.
    void grow(int many)
    {
        const auto other = m_workspace.another();
        must(
            other->run(u"INSERT INTO vehicles (id, discovery_url) SELECT 'g' || g, 'https://h.example/' || g "
                       "FROM generate_series(%1, %2) g"_s.arg(m_vehicles + 1)
                           .arg(m_vehicles + many)));
        must(other->run(u"SELECT count(*) FROM enqueue_steps((SELECT "
                        u"array_agg(CAST(('q' || g, 'g' || g, 'extract_vin', 'h' || g % 3) AS wanted_step)) "
                        "FROM generate_series(%1, %2) g), "
                        "3, now(), 'b', "
                        "'retry', '{}', 5, now(), 0)"_s.arg(m_vehicles + 1)
                            .arg(m_vehicles + many)));
        m_vehicles += many;
    }
    qint64 claims()
    {
        return pages(u"SELECT * FROM claim_due('w', 't', now() + interval '1 min', now(), %1)"_s.arg(kSome));
    }
    qint64 claimsByBatch()
    {
        return pages(
            u"SELECT * FROM claim_due_by_batch('[\"b\"]', 'w', 't', now() + interval '1 min', now(), %1)"_s
                .arg(kSome));
    }
    qint64 ends(const QString &status)
    {
        return pages(
            u"SELECT finish_steps((SELECT array_agg(jsonb_populate_record(CAST(NULL AS ended_step), "
            "jsonb_build_object('id', q.id, 'token', 't', 'status', '%1', 'retry_count', 0, 'requested', 0, "
            "'stored', 0, 'skipped', 0, 'failed', 0))) FROM scrape_retry_queue q WHERE q.status = 'running'), now())"_s
                .arg(status));
    }
    qint64 records()
    {
        return pages(
            u"SELECT insert_attempts(a), upsert_vehicle_steps(a) FROM (SELECT "
            u"array_agg(jsonb_populate_record("
            "CAST(NULL AS attempt), jsonb_build_object('id', gen_random_uuid(), 'vehicle_id', q.vehicle_id, "
            "'step_name', q.step_name, 'status', "
            "'success', "
            "'created_at', now(), 'completed_at', now(), 'bytes', 0, 'elapsed_ms', 0, 'attempt_number', 1, "
            "'reason', 'retry', 'is_dead', 0, 'tries', 0, 'is_final', 0, 'extractor_version', 1))) AS a "
            "FROM scrape_retry_queue q WHERE q.status = 'running') r"_s);
    }
    //! Of vehicles that have that step queued already, as a second plan asks for it.
    qint64 enqueues()
    {
        const QString call =
            u"SELECT count(*) FROM %1((SELECT array_agg(CAST(('d' || g, 'g' || g, 'extract_data', 'h') AS "
            "wanted_step)) FROM generate_series(%2, %3) g), 3, now(), 'b', "
            "'retry', '{}', 5%4)"_s;
        const int first = m_enqueued + 1;
        m_enqueued += kSome;
        return pages(call.arg(u"revive_dead_steps"_s).arg(first).arg(m_enqueued).arg(QString())) +
               pages(call.arg(u"enqueue_steps"_s).arg(first).arg(m_enqueued).arg(u", now(), 0"_s));
    }
    //! By an import that finds them queued already.
    qint64 adopts()
    {
        return pages(u"SELECT * FROM adopt_due_steps('mine', %1, ARRAY['extract_vin'], now())"_s.arg(kIds));
    }
    //! Of a host that is down.
    qint64 probes()
    {
        m_workspace.run(
            u"UPDATE circuit_breakers SET state = 'open', open_until = now() WHERE host = 'h0'"_s);
        const qint64 read =
            pages(u"SELECT * FROM take_probes('w', now() + interval '1 min', now(), now(), true, '[]')"_s);
        m_workspace.run(u"UPDATE circuit_breakers SET state = 'closed' WHERE host = 'h0'"_s);
        return read;
    }
    //! What is called for each write of a vehicle, its images or its steps.
    qint64 recounts()
    {
        return pages(u"SELECT remember_urls(%1), begin_states(%1), recount_state(%1), recount_steps(%1), "
                     "mark_blocked(%1)"_s.arg(kIds));
    }
    qint64 workers()
    {
        must(m_workspace.connection().run(u"INSERT INTO workers VALUES ('w', 'desk', 7, '1', now(), now()) "
                                          "ON CONFLICT (owner) DO NOTHING"_s));
        return pages(db::sqlText(m_workspace.connection().dialect(), u"list_workers"_s));
    }

private:
    static inline const QString kIds =
        u"ARRAY(SELECT CAST('g' || g AS vehicle_key) FROM generate_series(1, %1) g)"_s.arg(kSome);
    static inline const QString kBatch =
        u"INSERT INTO retry_batches (id, kind, state, starts_at, created_at) "
        "VALUES ('b', 'retry', 'running', now(), now())"_s;

    //! Pages of tables and indexes that the statement touched.
    qint64 pages(const QString &sql)
    {
        QSqlQuery query(m_workspace.connection().database());
        if (!query.exec(u"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "_s + sql) || !query.next())
            throw std::runtime_error(query.lastError().text().toStdString());
        const QJsonObject plan = QJsonDocument::fromJson(query.value(0).toString().toUtf8())
                                     .array()
                                     .at(0)
                                     .toObject()
                                     .value("Plan"_L1)
                                     .toObject();
        return plan.value("Shared Hit Blocks"_L1).toInteger() +
               plan.value("Shared Read Blocks"_L1).toInteger();
    }

    TestWorkspace m_workspace;
    int m_vehicles = 0;
    int m_enqueued = 0;
};

} // namespace

class TestPgStatements : public QObject
{
    Q_OBJECT

private slots:
    void everyQueryPrepares_data();
    void everyQueryPrepares();
    void theQueueReadsNoMoreOfALargerOne_data();
    void theQueueReadsNoMoreOfALargerOne();

private:
    std::unique_ptr<TestWorkspace> m_empty = std::make_unique<TestWorkspace>();
};

void TestPgStatements::everyQueryPrepares_data()
{
    QTest::addColumn<QString>("name");
    // What makes and drops schemas cannot be prepared by a server.
    const QStringList direct{u"create_schema"_s, u"drop_schema"_s, u"lock_schema"_s};
    const QStringList names = db::sqlNames(m_empty->connection().dialect(), u"queries"_s);
    QVERIFY(names.size() > 100);
    for (const QString &name : names) {
        if (!direct.contains(name))
            QTest::newRow(qPrintable(name)) << name;
    }
}

void TestPgStatements::everyQueryPrepares()
{
    QFETCH(QString, name);
    const auto statement = m_empty->connection().statement(name.toLatin1().constData());
    QVERIFY2(statement, qPrintable(statement ? QString() : statement.error().detail));
}

void TestPgStatements::theQueueReadsNoMoreOfALargerOne_data()
{
    QTest::addColumn<bool>("isCounted");
    QTest::newRow("nothing was ever counted") << false;
    QTest::newRow("counted while it was small") << true;
}

void TestPgStatements::theQueueReadsNoMoreOfALargerOne()
{
    QFETCH(bool, isCounted);
    Session session;
    const auto round = [&session] {
        return std::vector<std::pair<const char *, qint64>>{
            {"a claim", session.claims()},
            {"ends", session.ends(u"completed"_s)},
            {"a claim", session.claims()},
            {"ends that wait again", session.ends(u"pending"_s)},
            {"a batch's claim", session.claimsByBatch()},
            {"attempts", session.records()},
            {"ends", session.ends(u"completed"_s)},
            {"steps of an import", session.adopts()},
            {"a probe", session.probes()},
            {"writes of vehicles", session.recounts()},
            {"a plan's steps", session.enqueues()},
            {"the list of workers", session.workers()}};
    };
    // A server keeps the sixth plan for good: these are made of tables that are almost empty.
    for (int i = 0; i < 8; ++i) {
        session.grow(8 * kSome);
        if (isCounted && i % 2 == 0) // as the server does by itself, now and then
            session.workspace().run(u"ANALYZE"_s);
        (void)round();
    }
    const auto small = round();
    session.grow(20'000);
    // What the server's own vacuum looks at meanwhile cannot be cleared away: the least of some rounds
    // counts.
    auto large = round();
    for (int i = 0; i < 4; ++i) {
        const auto again = round();
        for (std::size_t k = 0; k < large.size(); ++k)
            large[k].second = std::min(large[k].second, again[k].second);
    }
    for (std::size_t i = 0; i < small.size(); ++i) {
        qInfo("%-22s %5lld pages of a small queue, %5lld of a large one", small[i].first, small[i].second,
              large[i].second);
        QVERIFY2(large[i].second < 2 * small[i].second + 100,
                 qPrintable(u"%1: %2"_s.arg(QLatin1String(small[i].first)).arg(large[i].second)));
    }
}

QTEST_GUILESS_MAIN(TestPgStatements)
#include "tst_pgstatements.moc"
