// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/auditmodel.h"
#include "models/batchitemmodel.h"
#include "models/batchmodel.h"
#include "models/batchwords.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace models;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kNow(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);

core::Clock fixedClock()
{
    return [] { return kNow; };
}

db::BatchRow batchOf(db::BatchState state)
{
    db::BatchRow batch;
    batch.id = u"b1"_s;
    batch.kind = u"retry"_s;
    batch.reason = u"retry"_s;
    batch.state = state;
    batch.createdAt = kNow.addSecs(-600);
    batch.planned = 41022;
    batch.queued = 41000;
    batch.succeeded = 20;
    batch.dead = 1;
    batch.retrying = 1;
    return batch;
}

template <typename Model>
QString shown(const Model &model, typename Model::Column column, int row = 0)
{
    return model.index(row, static_cast<int>(column)).data().toString();
}

} // namespace

class TestBatchModels : public QObject
{
    Q_OBJECT

private slots:
    void filtersInWords_data();
    void filtersInWords();
    void batchesInWords_data();
    void batchesInWords();
    void titles_data();
    void titles();
    void batchShowsItsNumbers();
    void changedProgressIsAnnounced();
    void failedMembersComeFirst();
    void memberShowsWhatBecameOfIt();
    void auditInWords_data();
    void auditInWords();
    void auditShowsAShortHash();
};

void TestBatchModels::filtersInWords_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("words");
    QTest::newRow("nothing was asked for") << QString() << QString();
    QTest::newRow("step, host and cause")
        << u"step:backfill_images cause:timeout host:h.example"_s << u"images · timed out · h.example"_s;
    QTest::newRow("numbers") << u"attempts>=3 missing>=5"_s
                             << u"tried at least 3 times · at least 5 missing"_s;
    QTest::newRow("words one searched for stay together")
        << u"host:h porsche 911"_s << u"h · “porsche 911”"_s;
    QTest::newRow("a token nobody knows is not lost")
        << u"cause:parse_failed extractor<7"_s << u"page not understood · “extractor<7”"_s;
    QTest::newRow("a name nobody knows is not lost") << u"cause:magic"_s << u"magic"_s;
}

void TestBatchModels::filtersInWords()
{
    QFETCH(QString, filter);
    QTEST(filterWords(filter), "words");
}

void TestBatchModels::batchesInWords_data()
{
    QTest::addColumn<db::BatchRow>("batch");
    QTest::addColumn<QString>("words");
    db::BatchRow batch = batchOf(db::BatchState::Waiting);
    batch.startsAt = kNow.addSecs(8);
    QTest::newRow("within the undo window") << batch << u"waiting, starts in 8 s"_s;
    batch = batchOf(db::BatchState::Paused);
    batch.stateReason = u"Canary: 1 of 5 succeeded"_s;
    QTest::newRow("paused with a reason") << batch << u"paused: Canary: 1 of 5 succeeded"_s;
    batch = batchOf(db::BatchState::Running);
    QTest::newRow("running") << batch << u"running"_s;
    batch.canarySize = 20;
    QTest::newRow("running its canary") << batch << u"running, canary of 20"_s;
    batch = batchOf(db::BatchState::Done);
    QTest::newRow("done with failures") << batch << u"done, with failures"_s;
    batch.dead = batch.retrying = 0;
    QTest::newRow("done") << batch << u"done"_s;
}

void TestBatchModels::batchesInWords()
{
    QFETCH(db::BatchRow, batch);
    QTEST(batchStateWords(batch, kNow), "words");
}

void TestBatchModels::titles_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("title");
    QTest::newRow("an import") << u"import"_s << u"import"_s << QString() << u"Import"_s;
    QTest::newRow("a retry by filter")
        << u"retry"_s << u"retry"_s << u"step:extract_vin"_s << u"Retry: VIN"_s;
    QTest::newRow("a retry by hand") << u"retry"_s << u"retry"_s << QString()
                                     << u"Retry of selected vehicles"_s;
    QTest::newRow("a better reader") << u"retry"_s << u"scraper_improved"_s << u"cause:parse_failed"_s
                                     << u"Pages read again: the reader was improved"_s;
}

void TestBatchModels::titles()
{
    QFETCH(QString, kind);
    QFETCH(QString, reason);
    QFETCH(QString, filter);
    db::BatchRow batch;
    batch.kind = kind;
    batch.reason = reason;
    batch.filter = filter;
    QTEST(batchTitle(batch), "title");
}

void TestBatchModels::batchShowsItsNumbers()
{
    using Column = BatchModel::Column;
    BatchModel model(nullptr, fixedClock());
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows({batchOf(db::BatchState::Running)});
    QCOMPARE(shown(model, Column::Created), u"10 min ago"_s);
    QCOMPARE(shown(model, Column::Progress), u"21 / 41,022"_s);
    QCOMPARE(shown(model, Column::Failed), u"2"_s);
    QCOMPARE(shown(model, Column::Waiting), u"41,000"_s);
    QCOMPARE(model.index(0, 0).data(StoredRole).toInt(), 21);
    QCOMPARE(model.index(0, 0).data(ExpectedRole).toInt(), 41022);
}

void TestBatchModels::changedProgressIsAnnounced()
{
    BatchModel model(nullptr, fixedClock());
    db::BatchRow batch = batchOf(db::BatchState::Running);
    model.setRows({batch});
    int changes = 0;
    connect(&model, &QAbstractItemModel::dataChanged, this, [&changes] { ++changes; });
    model.setRows({batch});
    QCOMPARE(changes, 0);
    batch.queued -= 1;
    batch.succeeded += 1;
    model.setRows({batch});
    QCOMPARE(changes, 1);
}

void TestBatchModels::failedMembersComeFirst()
{
    using Item = db::BatchItemRow::State;
    std::vector<db::BatchItemRow> items(5);
    const std::array states{Item::Succeeded, Item::Retrying, Item::Failed, Item::Queued, Item::Failed};
    for (size_t i = 0; i < items.size(); ++i) {
        items[i].vehicleId = u"v%1"_s.arg(i);
        items[i].state = states[i];
    }
    sortFailedFirst(items);
    QStringList ids;
    for (const db::BatchItemRow &item : items)
        ids += item.vehicleId;
    QCOMPARE(ids, QStringList({u"v2"_s, u"v4"_s, u"v1"_s, u"v0"_s, u"v3"_s}));
}

void TestBatchModels::memberShowsWhatBecameOfIt()
{
    using Column = BatchItemModel::Column;
    BatchItemModel model(nullptr, fixedClock());
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    db::BatchItemRow item;
    item.vehicleId = u"v1"_s;
    item.vehicle = u"1990 Porsche 911"_s;
    item.step = core::Step::BackfillImages;
    item.state = db::BatchItemRow::State::Retrying;
    item.cause = core::Cause::Timeout;
    item.note = u"<b>No answer</b>"_s;
    item.nextRetryAt = kNow.addSecs(240);
    model.setRows({item});
    QCOMPARE(shown(model, Column::Step), u"images"_s);
    QCOMPARE(shown(model, Column::State), u"failed, tried again"_s);
    QCOMPARE(shown(model, Column::Cause), u"timed out"_s);
    QCOMPARE(shown(model, Column::Next), u"in 4 min"_s);
    const QModelIndex message = model.index(0, static_cast<int>(Column::Message));
    QVERIFY(message.data(Qt::ToolTipRole).toString().contains(u"&lt;b&gt;"_s));
    QCOMPARE(message.data(VehicleIdRole).toString(), u"v1"_s);
}

void TestBatchModels::auditInWords_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("result");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("outcome");
    QTest::newRow("an end with counts")
        << u"batch.finish"_s << u"succeeded 1200, failed 3, skipped 0, cancelled 2"_s << u"Batch finished"_s
        << u"1,200 succeeded, 3 failed, 2 taken back"_s;
    QTest::newRow("a reason") << u"cause.ignore"_s << u"their outage"_s << u"Cause ignored"_s
                              << u"their outage"_s;
    QTest::newRow("several lines") << u"policies.set"_s << u"timeout.retry once\nother"_s
                                   << u"Policies changed"_s << u"timeout.retry once"_s;
    QTest::newRow("a setting that was empty")
        << u"config.set"_s << u" → 127.0.0.0/8"_s << u"Setting changed"_s << u"nothing → 127.0.0.0/8"_s;
    QTest::newRow("a setting that was emptied")
        << u"config.set"_s << u"127.0.0.0/8 → "_s << u"Setting changed"_s << u"127.0.0.0/8 → nothing"_s;
    QTest::newRow("an action of a later version")
        << u"moon.land"_s << QString() << u"moon.land"_s << QString();
}

void TestBatchModels::auditInWords()
{
    QFETCH(QString, action);
    QFETCH(QString, result);
    QFETCH(QString, words);
    db::AuditRow row;
    row.result = result;
    QCOMPARE(auditWords(action), words);
    QTEST(auditResult(row), "outcome");
}

void TestBatchModels::auditShowsAShortHash()
{
    using Column = AuditModel::Column;
    AuditModel model(nullptr, fixedClock());
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    db::AuditRow row;
    row.id = 1;
    row.at = kNow.addSecs(-120);
    row.action = u"batch.start"_s;
    row.items = 1304;
    row.hash = QString(64, u'a');
    row.batchId = u"0123456789"_s;
    model.setRows({row});
    QCOMPARE(shown(model, Column::When), u"2 min ago"_s);
    QCOMPARE(shown(model, Column::Hash), u"aaaaaaaa"_s);
    QCOMPARE(shown(model, Column::What), u"batch 01234567"_s);
    QCOMPARE(shown(model, Column::Items), u"1,304"_s);
    QVERIFY(
        model.index(0, static_cast<int>(Column::Hash)).data(Qt::ToolTipRole).toString().contains(row.hash));
}

QTEST_MAIN(TestBatchModels)
#include "tst_batchmodels.moc"
