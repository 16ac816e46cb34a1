// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "db/workerstore.h"

#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using db::WorkerRow;
using db::WorkerStore;

namespace {

WorkerRow worker(const QString &name, int started, int heartbeat)
{
    return {name, u"crane"_s, 4711, u"0.1.0"_s, at(started), at(heartbeat)};
}

} // namespace

//! Who works, as all processes of a workspace see it.
class TestWorkers : public QObject
{
    Q_OBJECT

private slots:
    void theyAreListedWithWhatTheyRun();
    void aProgramWithoutAVersionWorks();
    void aSignOfLifeChangesNothingElse();
    void whoCountsAsAlive_data();
    void whoCountsAsAlive();
    void whoeverLeavesIsGone();
    void whoeverDiedIsListedUntilItIsForgotten();
};

void TestWorkers::theyAreListedWithWhatTheyRun()
{
    TestWorkspace workspace;
    WorkerStore workers(workspace.connection());
    must(workers.beat(worker(u"b"_s, 1, 10)));
    must(workers.beat(worker(u"a"_s, 2, 11)));
    for (int i = 1; i <= 3; ++i) {
        workspace.addQueued(
            workspace.addVehicle(i), core::Step::ExtractVin,
            {{u"status"_s, i < 3 ? u"running"_s : u"completed"_s}, {u"lease_owner"_s, u"a"_s}});
    }
    WorkerRow a = worker(u"a"_s, 2, 11);
    a.runningSteps = 2;
    QCOMPARE(must(workers.list()), (std::vector<WorkerRow>{worker(u"b"_s, 1, 10), a}));
}

void TestWorkers::aProgramWithoutAVersionWorks()
{
    TestWorkspace workspace;
    WorkerRow self = worker(u"a"_s, 1, 1);
    self.version = QString();
    QCOMPARE(must(WorkerStore(workspace.connection()).beat(self)), 1);
}

void TestWorkers::aSignOfLifeChangesNothingElse()
{
    TestWorkspace workspace;
    WorkerStore workers(workspace.connection());
    must(workers.beat(worker(u"a"_s, 1, 1)));
    must(workers.beat(worker(u"a"_s, 1, 7)));
    QCOMPARE(must(workers.list()), std::vector<WorkerRow>{worker(u"a"_s, 1, 7)});
}

void TestWorkers::whoCountsAsAlive_data()
{
    QTest::addColumn<int>("heartbeat"); // of the other one; this one beats at 100
    QTest::addColumn<int>("alive");
    QTest::newRow("one that beat just now") << 99 << 2;
    QTest::newRow("one that beat at the limit") << 95 << 2;
    QTest::newRow("one that is silent") << 94 << 1;
    QTest::newRow("one whose clock is a little ahead") << 102 << 2;
    QTest::newRow("one whose clock is wrong") << 5000 << 1;
}

void TestWorkers::whoCountsAsAlive()
{
    QFETCH(int, heartbeat);
    QFETCH(int, alive);
    TestWorkspace workspace;
    WorkerStore workers(workspace.connection());
    must(workers.beat(worker(u"other"_s, 0, heartbeat)));
    QCOMPARE(must(workers.beat(worker(u"this"_s, 0, 100))), alive);
}

void TestWorkers::whoeverLeavesIsGone()
{
    TestWorkspace workspace;
    WorkerStore workers(workspace.connection());
    must(workers.beat(worker(u"a"_s, 0, 100)));
    must(workers.beat(worker(u"b"_s, 0, 100)));
    must(workers.leave(u"a"_s, at(0)));
    QCOMPARE(must(workers.list()), std::vector<WorkerRow>{worker(u"b"_s, 0, 100)});
}

void TestWorkers::whoeverDiedIsListedUntilItIsForgotten()
{
    TestWorkspace workspace;
    WorkerStore workers(workspace.connection());
    must(workers.beat(worker(u"dead"_s, 0, 1)));
    must(workers.beat(worker(u"a"_s, 0, 100)));
    must(workers.leave(u"b"_s, at(1)));
    const auto listed = must(workers.list());
    QCOMPARE(listed.size(), std::size_t(2));
    QVERIFY(listed.back().name == u"dead"_s);
    QVERIFY(!listed.back().isAlive(at(100)));
    QVERIFY(listed.front().isAlive(at(100)));
    must(workers.leave(u"b"_s, at(2)));
    QCOMPARE(must(workers.list()).size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(TestWorkers)
#include "tst_workers.moc"
