// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "queuefixture.h"

#include <QTest>

#include <mutex>
#include <thread>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Step;
using db::ClaimedJob;
using db::QueueScope;

class TestClaims : public QObject
{
    Q_OBJECT

private slots:
    void whatIsDueTogetherComesAsItWasQueued();
    void claimsComeInOrderOfPriorityAndTime();
    void claimsComeInOrderWhenClocksGoBack();
    void claimsKeepToTheirScope();
    void claimsOfSeveralBatchesComeInOrder();
    void blockedStepsWait_data();
    void blockedStepsWait();
    void twoConnectionsClaimEachRowOnce();
};

void TestClaims::whatIsDueTogetherComesAsItWasQueued()
{
    TestWorkspace workspace;
    for (int i = 1; i <= 8; ++i)
        workspace.addVehicle(i);
    const QStringList wanted{u"v5"_s, u"v2"_s, u"v8"_s, u"v1"_s, u"v7"_s, u"v3"_s, u"v6"_s, u"v4"_s};
    std::vector<db::NewBatchItem> items;
    for (const QString &id : wanted)
        items.push_back({id, Step::ExtractVin, u"host.example"_s});
    db::QueueStore queue(workspace.connection());
    must(queue.enqueue(request({}), items, at()));
    QCOMPARE(vehiclesOf(claim(queue, 3)) + vehiclesOf(claim(queue, 9)), wanted);
}

void TestClaims::claimsComeInOrderOfPriorityAndTime()
{
    TestWorkspace workspace;
    struct Row
    {
        int vehicle;
        int priority;
        int second;
    };
    const std::vector<Row> rows = {{1, 5, 10},   {2, 5, 5},    {3, 1, 50}, {4, 9, 0},
                                   {5, 5, 1000}, {6, 1, 1000}, {7, 2, 1}};
    for (const Row &row : rows) {
        workspace.addVehicle(row.vehicle);
        workspace.addQueued(
            u"v%1"_s.arg(row.vehicle), Step::ExtractVin,
            {{u"priority"_s, row.priority}, {u"next_retry_at"_s, core::toTimeText(at(row.second))}});
    }
    db::QueueStore queue(workspace.connection());
    QCOMPARE(vehiclesOf(claim(queue, 3, at(100))), QStringList({u"v3"_s, u"v7"_s, u"v2"_s}));
    QCOMPARE(vehiclesOf(claim(queue, 9, at(100))), QStringList({u"v1"_s, u"v4"_s}));
    QCOMPARE(vehiclesOf(claim(queue, 9, at(2000))), QStringList({u"v6"_s, u"v5"_s}));
    QVERIFY(claim(queue, 9, at(2000)).empty());
    QVERIFY(claim(queue, 0, at(2000)).empty());
}

//! Where summer time ends an hour comes twice by the server's clock.
void TestClaims::claimsComeInOrderWhenClocksGoBack()
{
    if (!onPostgres())
        QSKIP("a file keeps times as UTC text");
    TestWorkspace workspace;
    workspace.run(u"SET timezone = 'Europe/Berlin'"_s);
    workspace.addQueued(workspace.addVehicle(1), Step::ExtractVin,
                        {{u"next_retry_at"_s, u"2025-10-26T01:10:00Z"_s}});
    workspace.addQueued(workspace.addVehicle(2), Step::ExtractVin,
                        {{u"next_retry_at"_s, u"2025-10-26T00:50:00Z"_s}});
    db::QueueStore queue(workspace.connection());
    QCOMPARE(vehiclesOf(claim(queue, 2)), QStringList({u"v2"_s, u"v1"_s}));
}

void TestClaims::claimsKeepToTheirScope()
{
    TestWorkspace workspace;
    workspace.run(
        u"INSERT INTO retry_batches (id, kind, starts_at, created_at) VALUES ('b1','retry','2026-01-01','2026-01-01'), ('b2','retry','2026-01-01','2026-01-01')"_s);
    for (int i = 1; i <= 3; ++i)
        workspace.addVehicle(i);
    workspace.addQueued(u"v1"_s, Step::ExtractVin, {{u"batch_id"_s, u"b1"_s}});
    workspace.addQueued(u"v2"_s, Step::ExtractVin, {{u"batch_id"_s, u"b2"_s}});
    workspace.addQueued(u"v3"_s, Step::ExtractVin);
    db::QueueStore queue(workspace.connection());
    QVERIFY(claim(queue, 9, at(), {false, {}}).empty());
    QVERIFY(claim(queue, 9, at(), {false, {u"none"_s}}).empty());
    QCOMPARE(vehiclesOf(claim(queue, 9, at(), {false, {u"b2"_s, u"none"_s}})), QStringList(u"v2"_s));
    QCOMPARE(vehiclesOf(claim(queue, 9, at(), {false, {u"b1"_s, u"b2"_s}})), QStringList(u"v1"_s));
    QCOMPARE(vehiclesOf(claim(queue, 9)), QStringList(u"v3"_s));
}

void TestClaims::claimsOfSeveralBatchesComeInOrder()
{
    TestWorkspace workspace;
    workspace.run(
        u"INSERT INTO retry_batches (id, kind, starts_at, created_at) VALUES ('b1','retry','2026-01-01','2026-01-01'), ('b2','retry','2026-01-01','2026-01-01')"_s);
    const int priorities[] = {5, 1, 5, 1, 3, 2};
    for (int i = 1; i <= 6; ++i) {
        workspace.addVehicle(i);
        workspace.addQueued(u"v%1"_s.arg(i), Step::ExtractVin,
                            {{u"batch_id"_s, i % 2 ? u"b1"_s : u"b2"_s},
                             {u"priority"_s, priorities[i - 1]},
                             {u"next_retry_at"_s, core::toTimeText(at(i))}});
    }
    db::QueueStore queue(workspace.connection());
    const QueueScope both = {false, {u"b1"_s, u"b2"_s, u"b1"_s}};
    QCOMPARE(must(queue.remaining(both)).first, 6);
    QCOMPARE(vehiclesOf(claim(queue, 4, at(10), both)), QStringList({u"v2"_s, u"v4"_s, u"v6"_s, u"v5"_s}));
    QVERIFY(must(queue.nextWork(both)).running);
    QCOMPARE(must(queue.nextWork(both)).at, at(1));
    QCOMPARE(must(queue.remaining(both)).first, 2);
    QCOMPARE(vehiclesOf(claim(queue, 4, at(10), both)), QStringList({u"v1"_s, u"v3"_s}));
}

void TestClaims::blockedStepsWait_data()
{
    QTest::addColumn<QStringList>("queued"); // step:status, the first is the one that is asked about
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<bool>("claimed");

    const QByteArray none = "{}";
    const QByteArray urls = R"({"image_urls":["a"]})";
    const auto row = [](const char *name, const QStringList &queued, const QByteArray &metadata,
                        bool claimed) { QTest::newRow(name) << queued << metadata << claimed; };
    for (const char *step : {"extract_data", "extract_images", "extract_vin"}) {
        const QString pending = QLatin1String(step) + u":pending"_s;
        row(qPrintable(u"%1 alone"_s.arg(QLatin1String(step))), {pending}, none, true);
        row(qPrintable(u"%1 while a fetch waits"_s.arg(QLatin1String(step))),
            {pending, u"fetch_listing:pending"_s}, none, false);
        row(qPrintable(u"%1 while a fetch runs"_s.arg(QLatin1String(step))),
            {pending, u"fetch_listing:running"_s}, none, false);
        row(qPrintable(u"%1 after a fetch that is dead"_s.arg(QLatin1String(step))),
            {pending, u"fetch_listing:dead"_s}, none, true);
        row(qPrintable(u"%1 after a fetch"_s.arg(QLatin1String(step))),
            {pending, u"fetch_listing:completed"_s}, none, true);
        row(qPrintable(u"%1 after a fetch that was cancelled"_s.arg(QLatin1String(step))),
            {pending, u"fetch_listing:cancelled"_s}, none, true);
    }
    const QString images = u"backfill_images:pending"_s;
    row("images alone", {images}, none, true);
    row("images without URLs while a fetch waits", {images, u"fetch_listing:pending"_s}, none, false);
    row("images without URLs while their URLs are being read", {images, u"extract_images:running"_s}, none,
        false);
    row("images without URLs while only the VIN is being read", {images, u"extract_vin:running"_s}, none,
        true);
    row("images with known URLs while a fetch waits", {images, u"fetch_listing:pending"_s}, urls, true);
    row("images with known URLs while URLs are being read", {images, u"extract_images:running"_s}, urls,
        true);
    row("a fetch waits for nothing", {u"fetch_listing:pending"_s, u"extract_images:running"_s, images}, none,
        true);
}

void TestClaims::blockedStepsWait()
{
    QFETCH(QStringList, queued);
    QFETCH(QByteArray, metadata);
    QFETCH(bool, claimed);
    TestWorkspace workspace;
    workspace.addVehicle(1, {}, {{u"origin_metadata"_s, QString::fromUtf8(metadata)}});
    workspace.addVehicle(2);
    workspace.addQueued(u"v2"_s, Step::FetchListing,
                        {{u"next_retry_at"_s, u"2030-01-01"_s}}); // another vehicle's queue does not matter
    for (const QString &row : queued) {
        const Step step = core::stepFromName(row.section(u':', 0, 0)).value();
        workspace.addQueued(u"v1"_s, step, {{u"status"_s, row.section(u':', 1)}});
    }
    db::QueueStore queue(workspace.connection());
    bool got = false;
    for (const ClaimedJob &job : claim(queue, 9))
        got = got || core::stepName(job.step) == queued.first().section(u':', 0, 0);
    QCOMPARE(got, claimed);
}

void TestClaims::twoConnectionsClaimEachRowOnce()
{
    TestWorkspace workspace;
    workspace.run(u"BEGIN"_s);
    for (int i = 1; i <= 500; ++i) {
        workspace.addVehicle(i);
        workspace.addQueued(u"v%1"_s.arg(i), Step::ExtractVin);
    }
    workspace.run(u"COMMIT"_s);
    std::mutex mutex;
    QStringList claimed;
    QStringList problems;
    const auto work = [&](const QString &owner) {
        try {
            const auto connection = workspace.another();
            db::QueueStore queue(*connection);
            for (;;) {
                const auto jobs = claim(queue, 7, at(), kAll, owner);
                if (jobs.empty())
                    return;
                for (const ClaimedJob &job : jobs)
                    must(queue.finish(job, {}, at(1)));
                const std::lock_guard lock(mutex);
                claimed += vehiclesOf(jobs);
            }
        } catch (const std::exception &error) {
            const std::lock_guard lock(mutex);
            problems.append(QString::fromUtf8(error.what()));
        }
    };
    std::thread one(work, u"one"_s);
    std::thread two(work, u"two"_s);
    one.join();
    two.join();
    QCOMPARE(problems, QStringList());
    QCOMPARE(claimed.size(), 500);
    QCOMPARE(QSet<QString>(claimed.begin(), claimed.end()).size(), 500);
    QCOMPARE(workspace.rows(u"SELECT status, count(*) FROM scrape_retry_queue GROUP BY 1"_s),
             QStringList(u"completed|500"_s));
}

QTEST_GUILESS_MAIN(TestClaims)
#include "tst_claims.moc"
