// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/attemptmodel.h"
#include "models/causemodel.h"
#include "models/hostmodel.h"
#include "models/imagemodel.h"
#include "models/planmodel.h"
#include "models/policymodel.h"
#include "models/queuemodel.h"
#include "models/waittext.h"
#include "models/words.h"
#include "models/workermodel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace models;
using namespace Qt::StringLiterals;

namespace {

using Tester = QAbstractItemModelTester;
constexpr auto kMode = Tester::FailureReportingMode::QtTest;

db::QueueRow queueRow(const QString &id, int retries = 1)
{
    db::QueueRow row;
    row.id = id;
    row.vehicle = u"1990 Porsche 911"_s;
    row.status = u"pending"_s;
    row.retryCount = retries;
    return row;
}

std::vector<db::QueueRow> queueOf(const QStringList &ids)
{
    std::vector<db::QueueRow> rows;
    for (const QString &id : ids)
        rows.push_back(queueRow(id));
    return rows;
}

QStringList shown(const QueueModel &model)
{
    QStringList ids;
    for (const db::QueueRow &row : model.rows())
        ids += row.id;
    return ids;
}

} // namespace

class TestRowModels : public QObject
{
    Q_OBJECT

private slots:
    void diff_data();
    void diff();
    void randomDiffsEndAtTheNewRows();
    void onlyChangedRowsAreAnnounced();
    void everyModelPassesTheTester();
    void attemptShowsStatusWithHttpCode();
    void imageShowsItsPlace();
    void queueShowsWhyItWaits_data();
    void queueShowsWhyItWaits();
    void aVehicleWithoutANameShowsItsAddress();
    void workersLiveAsLongAsTheyGiveSigns_data();
    void workersLiveAsLongAsTheyGiveSigns();
    void workersAreGoneByTimeAlone();
    void everyCauseHasWordsAndAdvice();
    void waitsComeBack_data();
    void waitsComeBack();
    void waitsAreReadAsPeopleWriteThem();
    void relativeTimes_data();
    void relativeTimes();
};

void TestRowModels::diff_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");
    const QStringList abc{u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("first rows") << QStringList() << abc;
    QTest::newRow("all rows go") << abc << QStringList();
    QTest::newRow("one in the middle goes") << abc << QStringList{u"a"_s, u"c"_s};
    QTest::newRow("one comes in front") << abc << QStringList{u"x"_s, u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("order reversed") << abc << QStringList{u"c"_s, u"b"_s, u"a"_s};
    QTest::newRow("all others") << abc << QStringList{u"x"_s, u"y"_s};
    QTest::newRow("some go, some come, one moves")
        << QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s} << QStringList{u"d"_s, u"x"_s, u"b"_s, u"y"_s, u"z"_s};
    QTest::newRow("a row named twice is shown once") << abc << QStringList{u"a"_s, u"a"_s, u"b"_s};
}

void TestRowModels::diff()
{
    QFETCH(QStringList, before);
    QFETCH(QStringList, after);
    QueueModel model;
    const Tester tester(&model, kMode);
    QSignalSpy reset(&model, &QueueModel::modelReset);
    model.setRows(queueOf(before));
    QCOMPARE(shown(model), before);
    QHash<QString, QPersistentModelIndex> kept;
    for (int i = 0; i < model.rowCount(); ++i)
        kept.insert(model.rowAt(i).id, model.index(i, 0));
    model.setRows(queueOf(after));
    after.removeDuplicates();
    QCOMPARE(shown(model), after);
    for (auto it = kept.cbegin(); it != kept.cend(); ++it) {
        QCOMPARE(it->isValid(), after.contains(it.key()));
        QCOMPARE(it->row(), after.indexOf(it.key()));
        QCOMPARE(model.lineOf(it.key()), after.indexOf(it.key()));
    }
    QCOMPARE(reset.count(), 0);
}

void TestRowModels::randomDiffsEndAtTheNewRows()
{
    QRandomGenerator random(42);
    QueueModel model;
    const Tester tester(&model, kMode);
    for (int round = 0; round < 200; ++round) {
        QStringList ids;
        for (int i = 0; i < 12; ++i)
            ids += QString::number(random.bounded(20));
        ids.removeDuplicates();
        model.setRows(queueOf(ids));
        QCOMPARE(shown(model), ids);
    }
}

void TestRowModels::onlyChangedRowsAreAnnounced()
{
    QueueModel model;
    model.setRows(queueOf({u"a"_s, u"b"_s, u"c"_s}));
    QSignalSpy changed(&model, &QueueModel::dataChanged);
    model.setRows({queueRow(u"a"_s), queueRow(u"b"_s, 2), queueRow(u"c"_s)});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(model.index(1, static_cast<int>(QueueModel::Column::Tries)).data(RawRole).toInt(), 2);
}

void TestRowModels::everyModelPassesTheTester()
{
    AttemptModel attempts;
    const Tester attemptTester(&attempts, kMode);
    db::AttemptRow attempt;
    attempt.id = u"1"_s;
    attempts.setRows({attempt});
    attempts.clear();

    ImageModel images;
    const Tester imageTester(&images, kMode);
    db::ImageItem image;
    image.sourceUrl = u"https://example.org/1.jpg"_s;
    images.setRows({image});
    images.clear();

    CauseModel causes;
    const Tester causeTester(&causes, kMode);
    causes.setRows({db::CauseRow()});
    causes.clear();

    HostModel hosts;
    const Tester hostTester(&hosts, kMode);
    hosts.setRows({db::HostRow()});
    hosts.setDefaults(4, 5);
    hosts.clear();

    PolicyModel policies;
    const Tester policyTester(&policies, kMode);
    policies.setDefaults(4, {});
    policies.setPolicies({});

    WorkerModel workers;
    const Tester workerTester(&workers, kMode);
    workers.setRows({db::WorkerRow()});
    workers.refreshTimes();
    workers.clear();

    PlanModel plan;
    const Tester planTester(&plan, kMode);
    plan.setRows({PlanGroup{u"images"_s, u"images"_s, false, 1, 4, {}}});
    QCOMPARE(plan.index(0, static_cast<int>(PlanModel::Column::Requests)).data(RawRole).toInt(), 4);
    plan.clear();

    ExclusionModel excluded;
    const Tester exclusionTester(&excluded, kMode);
    excluded.setRows({ExclusionGroup{u"deleted"_s, u"Deleted"_s, {u"1990 Porsche 911"_s}}});
    QCOMPARE(excluded.index(0, 1).data().toString(), u"1"_s);
    excluded.clear();
    QCOMPARE(excluded.rowCount(), 0);
}

void TestRowModels::attemptShowsStatusWithHttpCode()
{
    AttemptModel model;
    db::AttemptRow row;
    row.status = core::StepStatus::Failed;
    row.cause = core::Cause::NotFound;
    row.httpStatus = 404;
    model.setRows({row});
    QCOMPARE(model.index(0, static_cast<int>(AttemptModel::Column::Cause)).data().toString(),
             u"HTTP 404 – not found"_s);
    QCOMPARE(model.index(0, static_cast<int>(AttemptModel::Column::Status)).data(StateRole).toInt(),
             static_cast<int>(State::Failed));
}

void TestRowModels::imageShowsItsPlace()
{
    ImageModel model;
    std::vector<db::ImageItem> items(2);
    items[0].sourceUrl = u"https://example.org/1.jpg"_s;
    items[1].sourceUrl = u"https://example.org/2.jpg"_s;
    items[1].state = db::ImageItem::State::Final;
    model.setRows(items);
    QCOMPARE(model.index(1, 0).data().toString(), u"2"_s);
    QCOMPARE(model.index(1, 1).data().toString(), u"failed for good"_s);
}

void TestRowModels::queueShowsWhyItWaits_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("next");
    QTest::newRow("its host asked for a pause")
        << u"rate_limited"_s << 7500 << u"host asks to wait until 14:05:00"_s << u"in 2 h"_s;
    QTest::newRow("the breaker of its host is open")
        << u"breaker_open"_s << 300 << u"host held until 12:05:00"_s << u"in 5 min"_s;
    QTest::newRow("the breaker is open for days")
        << u"breaker_open"_s << 2 * 86400 << u"host held until 3 Mar 2026 12:00:00"_s << u"in 2 d"_s;
    QTest::newRow("a probe is under way") << u"breaker_open"_s << -5 << u"host held"_s << u"held"_s;
    QTest::newRow("its batch is paused") << u"batch_paused"_s << 300 << u"batch paused"_s << u"on hold"_s;
    QTest::newRow("its cause is ignored") << u"cause_ignored"_s << -5 << u"cause ignored"_s << u"on hold"_s;
    QTest::newRow("automatic retries are off")
        << u"sweep_off"_s << 300 << u"automatic retries are off"_s << u"on hold"_s;
    QTest::newRow("nothing holds it") << QString() << -5 << u"waiting"_s << u"due"_s;
}

void TestRowModels::queueShowsWhyItWaits()
{
    QFETCH(QString, reason);
    QFETCH(int, seconds);
    const QDateTime now(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
    QueueModel model(nullptr, [now] { return now; });
    db::QueueRow row = queueRow(u"a"_s);
    row.heldReason = reason; // as the engine says it
    row.nextRetryAt = now.addSecs(seconds);
    model.setRows({row});
    const auto at = [&](QueueModel::Column column) { return model.index(0, static_cast<int>(column)); };
    QTEST(at(QueueModel::Column::Status).data().toString(), "status");
    QTEST(at(QueueModel::Column::NextRetry).data().toString(), "next");
    QCOMPARE(at(QueueModel::Column::Status).data(StateRole).toInt(),
             static_cast<int>(reason.isEmpty() ? State::Missing : State::Held));
}

void TestRowModels::aVehicleWithoutANameShowsItsAddress()
{
    QueueModel model(nullptr, [] { return QDateTime(); });
    db::QueueRow row = queueRow(u"a"_s);
    const auto shown = [&] {
        model.setRows({row});
        return model.index(0, static_cast<int>(QueueModel::Column::Vehicle)).data().toString();
    };
    row.vehicle.clear();
    QCOMPARE(shown(), u"Unnamed vehicle"_s);
    row.url = u"https://example.com/listing/1990-porsche-911/"_s;
    QCOMPARE(shown(), u"1990-porsche-911"_s);
    row.vehicle = u"1990 Porsche 911"_s;
    QCOMPARE(shown(), u"1990 Porsche 911"_s);
}

void TestRowModels::workersLiveAsLongAsTheyGiveSigns_data()
{
    QTest::addColumn<int>("silentMs");
    QTest::addColumn<int>("steps");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("lastSign");
    QTest::newRow("has steps in work") << 900 << 3 << u"works"_s << u"now"_s;
    QTest::newRow("waits for work") << 2000 << 0 << u"idle"_s << u"2 s ago"_s;
    QTest::newRow("the last moment") << db::WorkerRow::kAliveMs << 1 << u"works"_s << u"5 s ago"_s;
    QTest::newRow("silent for longer") << db::WorkerRow::kAliveMs + 1 << 1 << u"gone"_s << u"5 s ago"_s;
    QTest::newRow("silent for minutes") << 600'000 << 0 << u"gone"_s << u"10 min ago"_s;
    QTest::newRow("its clock is ahead") << -3000 << 0 << u"idle"_s << u"now"_s;
}

void TestRowModels::workersLiveAsLongAsTheyGiveSigns()
{
    QFETCH(int, silentMs);
    QFETCH(int, steps);
    const QDateTime now(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
    WorkerModel model(nullptr, [now] { return now; });
    const db::WorkerRow row{u"desk:7:a1"_s,          u"desk"_s, 7, u"0.1.0"_s, now.addSecs(-7200),
                            now.addMSecs(-silentMs), steps};
    model.setRows({row});
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells += model.index(0, column).data().toString();
    QFETCH(QString, word);
    QFETCH(QString, lastSign);
    QCOMPARE(cells, (QStringList{u"desk"_s, u"process 7"_s, word, u"0.1.0"_s, u"2 h ago"_s, lastSign,
                                 QString::number(steps)}));
    const QModelIndex state = model.index(0, static_cast<int>(WorkerModel::Column::State));
    QCOMPARE(state.data(RawRole).toBool(), row.isAlive(now));
    QVERIFY(!state.data(Qt::ToolTipRole).toString().isEmpty());
}

void TestRowModels::workersAreGoneByTimeAlone()
{
    QDateTime now(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
    WorkerModel model(nullptr, [&now] { return now; });
    model.setRows({{u"desk:7:a1"_s, u"desk"_s, 7, u"0.1.0"_s, now, now, 0}});
    QVERIFY(model.isAlive(0));
    QSignalSpy changed(&model, &WorkerModel::dataChanged);
    now = now.addSecs(10);
    model.refreshTimes();
    QCOMPARE(changed.count(), 1);
    QVERIFY(!model.isAlive(0));
}

void TestRowModels::everyCauseHasWordsAndAdvice()
{
    for (int i = 0; i < static_cast<int>(core::Cause::Count); ++i) {
        const auto cause = static_cast<core::Cause>(i);
        QVERIFY2(!causeWords(cause).isEmpty(), core::causeName(cause).data());
        QVERIFY2(!causeAdvice(cause).isEmpty(), core::causeName(cause).data());
    }
}

void TestRowModels::waitsComeBack_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << qint64(0) << u"0 ms"_s;
    QTest::newRow("milliseconds") << qint64(550) << u"550 ms"_s;
    QTest::newRow("seconds") << qint64(30'000) << u"30 s"_s;
    QTest::newRow("an odd time") << qint64(30'001) << u"30,001 ms"_s;
    QTest::newRow("minutes and a half") << qint64(90'000) << u"1.5 min"_s;
    QTest::newRow("minutes and seconds") << qint64(61'000) << u"61 s"_s;
    QTest::newRow("hours") << qint64(7'200'000) << u"2 h"_s;
    QTest::newRow("a week") << qint64(604'800'000) << u"168 h"_s;
}

void TestRowModels::waitsComeBack()
{
    QFETCH(qint64, milliseconds);
    QTEST(waitText(milliseconds), "text");
    QCOMPARE(waitFromText(waitText(milliseconds)), std::optional(milliseconds));
}

void TestRowModels::waitsAreReadAsPeopleWriteThem()
{
    QCOMPARE(waitFromText(u" 5min "_s), std::optional<qint64>(300'000));
    QCOMPARE(waitFromText(u"2 Hours"_s), std::optional<qint64>(7'200'000));
    QCOMPARE(waitFromText(u"45"_s), std::optional<qint64>(45'000));
    QCOMPARE(waitFromText(u"1 d"_s), std::optional<qint64>(86'400'000));
    for (const QString &none :
         {u""_s, u"soon"_s, u"-5 s"_s, u"5 parsecs"_s, u"5 s s"_s, u"99999999999999999 d"_s})
        QVERIFY2(!waitFromText(none), qPrintable(none));
}

void TestRowModels::relativeTimes_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("this second") << qint64(0) << u"now"_s;
    QTest::newRow("in some seconds") << qint64(59) << u"in 59 s"_s;
    QTest::newRow("in a minute") << qint64(60) << u"in 1 min"_s;
    QTest::newRow("some hours ago") << qint64(-3 * 3600) << u"3 h ago"_s;
    QTest::newRow("some days ago") << qint64(-3 * 86400) << u"3 d ago"_s;
}

void TestRowModels::relativeTimes()
{
    QFETCH(qint64, seconds);
    const QDateTime now(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
    QTEST(relativeTime(now.addSecs(seconds), now), "text");
    QCOMPARE(relativeTime({}, now), QString());
}

QTEST_GUILESS_MAIN(TestRowModels)
#include "tst_rowmodels.moc"
