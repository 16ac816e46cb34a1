// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakesource.h"
#include "models/failuremodel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using models::FailureModel;
using namespace Qt::StringLiterals;

namespace {

QStringList shown(const FailureModel &model)
{
    QStringList ids;
    for (const db::FailureRow &row : model.rows())
        ids += row.vehicleId;
    return ids;
}

QModelIndex cell(const FailureModel &model, int row, FailureModel::Column column)
{
    return model.index(row, static_cast<int>(column));
}

const QDateTime kNow(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);

} // namespace

class TestFailureModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void firstPageThenMore();
    void fetchMoreWhileLoadingAsksOnce();
    void rowThatComesTwiceStaysOnce();
    void staleAnswerIsDropped();
    void stalePageOfOlderFilterIsDropped();
    void reloadKeepsRowsThatStay();
    void reloadAsksForAsManyRowsAsShown();
    void changedRowsAreUpdatedInPlace();
    void unchangedRowsAreNotAnnounced();
    void rowsNotShownAreNotAskedFor();
    void oneQuestionAtATime();
    void rowsThatAreGoneLeave();
    void completeRowStaysAndSaysSo();
    void sortAsksTheSource_data();
    void sortAsksTheSource();
    void sameSortDoesNotAskAgain();
    void failureKeepsRows();
    void answerAfterTheModelIsGone();
    void texts_data();
    void texts();
    void tooltipsShowMarkupAsText();
    void settledRowsAreCounted();

private:
    FakeSource *m_source = nullptr;
    FailureModel *m_model = nullptr;
    QAbstractItemModelTester *m_tester = nullptr;
};

void TestFailureModel::init()
{
    m_source = new FakeSource;
    m_model = new FailureModel(m_source, nullptr, [] { return kNow; });
    m_tester = new QAbstractItemModelTester(m_model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_tester->setUseFetchMore(false);
}

void TestFailureModel::cleanup()
{
    delete m_tester;
    delete m_model;
    delete m_source;
}

void TestFailureModel::firstPageThenMore()
{
    QSignalSpy loaded(m_model, &FailureModel::loaded);
    m_model->setFilter({});
    QVERIFY(m_model->isLoading());
    QCOMPARE(m_source->pages[0].request.after, QString());
    m_source->answer(0, pageOf({u"a"_s, u"b"_s}, u"cursor"_s));
    QTRY_COMPARE(loaded.count(), 1);
    QVERIFY(!m_model->isLoading());
    QVERIFY(m_model->canFetchMore({}));

    m_model->fetchMore({});
    QCOMPARE(m_source->pages[1].request.after, u"cursor"_s);
    m_source->answer(1, pageOf({u"c"_s}));
    QTRY_COMPARE(shown(*m_model), QStringList({u"a"_s, u"b"_s, u"c"_s}));
    QVERIFY(!m_model->canFetchMore({}));
    QCOMPARE(loaded.count(), 1);
}

void TestFailureModel::fetchMoreWhileLoadingAsksOnce()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s}, u"n"_s));
    QTRY_COMPARE(m_model->rowCount(), 1);
    m_model->fetchMore({});
    QVERIFY(!m_model->canFetchMore({}));
    m_model->fetchMore({});
    QCOMPARE(m_source->pages.size(), size_t(2));
}

void TestFailureModel::rowThatComesTwiceStaysOnce()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s, u"b"_s}, u"n"_s));
    QTRY_COMPARE(m_model->rowCount(), 2);
    m_model->fetchMore({});
    db::FailurePage more = pageOf({u"b"_s, u"c"_s});
    more.rows[0].attempts = 3;
    m_source->answer(1, more);
    QTRY_COMPARE(shown(*m_model), QStringList({u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(m_model->rowAt(1).attempts, 3);
}

void TestFailureModel::staleAnswerIsDropped()
{
    core::Filter vin;
    vin.type = core::FailureType::MissingVin;
    m_model->setFilter({});
    m_model->setFilter(vin);
    m_source->answer(1, pageOf({u"new"_s}));
    QTRY_COMPARE(shown(*m_model), QStringList{u"new"_s});
    m_source->answer(0, pageOf({u"old"_s}, u"n"_s));
    QCoreApplication::sendPostedEvents();
    QCOMPARE(shown(*m_model), QStringList{u"new"_s});
    QVERIFY(!m_model->canFetchMore({}));
}

void TestFailureModel::stalePageOfOlderFilterIsDropped()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s}, u"n"_s));
    QTRY_COMPARE(m_model->rowCount(), 1);
    m_model->fetchMore({});
    core::Filter text;
    text.text = u"x"_s;
    m_model->setFilter(text);
    m_source->answer(1, pageOf({u"b"_s}));
    m_source->answer(2, pageOf({u"x"_s}));
    QTRY_COMPARE(shown(*m_model), QStringList{u"x"_s});
}

void TestFailureModel::reloadKeepsRowsThatStay()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s, u"b"_s, u"c"_s}));
    QTRY_COMPARE(m_model->rowCount(), 3);
    const QPersistentModelIndex kept = m_model->index(2, 0);
    QSignalSpy reset(m_model, &FailureModel::modelReset);
    m_model->reload();
    m_source->answer(1, pageOf({u"c"_s, u"new"_s, u"a"_s}));
    QTRY_COMPARE(shown(*m_model), QStringList({u"c"_s, u"new"_s, u"a"_s}));
    QCOMPARE(kept.row(), 0);
    QCOMPARE(reset.count(), 0);
}

void TestFailureModel::reloadAsksForAsManyRowsAsShown()
{
    QStringList ids;
    for (int i = 0; i < 350; ++i)
        ids += QString::number(i);
    m_model->setFilter({});
    m_source->answer(0, pageOf(ids, u"n"_s));
    QTRY_COMPARE(m_model->rowCount(), 350);
    m_model->reload();
    QCOMPARE(m_source->pages[1].request.limit, 350);
    QCOMPARE(m_source->pages[1].request.after, QString());
}

void TestFailureModel::changedRowsAreUpdatedInPlace()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s, u"b"_s, u"c"_s}));
    QTRY_COMPARE(m_model->rowCount(), 3);
    QSignalSpy changed(m_model, &FailureModel::dataChanged);
    m_model->refreshRows({u"b"_s, u"c"_s});
    m_source->answerRows(0, std::vector{vehicleRow(u"b"_s, 40), vehicleRow(u"c"_s)});
    QTRY_COMPARE(m_model->rowAt(1).storedCount, 40);
    QCOMPARE(changed.count(), 1); // c is as it was
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(changed[0][1].toModelIndex().row(), 1);
}

void TestFailureModel::unchangedRowsAreNotAnnounced()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s}));
    QTRY_COMPARE(m_model->rowCount(), 1);
    QSignalSpy changed(m_model, &FailureModel::dataChanged);
    QSignalSpy inserted(m_model, &FailureModel::rowsInserted);
    QSignalSpy loaded(m_model, &FailureModel::loaded);
    m_model->reload();
    m_source->answer(1, pageOf({u"a"_s}));
    QTRY_COMPARE(loaded.count(), 1);
    QCOMPARE(changed.count() + inserted.count(), 0);
}

void TestFailureModel::rowsNotShownAreNotAskedFor()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s}));
    QTRY_COMPARE(m_model->rowCount(), 1);
    m_model->refreshRows({u"elsewhere"_s});
    QVERIFY(m_source->rows.empty());
    m_model->refreshRows({u"elsewhere"_s, u"a"_s});
    QCOMPARE(m_source->rows[0].ids, QStringList{u"a"_s});
}

void TestFailureModel::oneQuestionAtATime()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s, u"b"_s}));
    QTRY_COMPARE(m_model->rowCount(), 2);
    for (int i = 0; i < 5; ++i)
        m_model->refreshRows({u"a"_s});
    m_model->refreshRows({u"b"_s});
    QCOMPARE(m_source->rows.size(), size_t(1));
    m_source->answerRows(0, std::vector{vehicleRow(u"a"_s, 39)});
    QTRY_COMPARE(m_source->rows.size(), size_t(2));
    QCOMPARE(m_model->rowAt(0).storedCount, 39);
    QStringList asked = m_source->rows[1].ids;
    asked.sort();
    QCOMPARE(asked, QStringList({u"a"_s, u"b"_s}));
    m_source->answerRows(1, std::vector{vehicleRow(u"a"_s, 40), vehicleRow(u"b"_s, 41)});
    QTRY_COMPARE(m_model->rowAt(1).storedCount, 41);
    QCOMPARE(m_source->rows.size(), size_t(2));
}

void TestFailureModel::rowsThatAreGoneLeave()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s, u"b"_s, u"c"_s}));
    QTRY_COMPARE(m_model->rowCount(), 3);
    QSignalSpy reset(m_model, &FailureModel::modelReset);
    m_model->refreshRows({u"a"_s, u"b"_s});
    m_source->answerRows(0, std::vector{vehicleRow(u"a"_s)});
    QTRY_COMPARE(m_model->rowCount(), 2);
    QCOMPARE(m_model->rowAt(1).vehicleId, u"c"_s);
    QCOMPARE(reset.size(), 0);
}

void TestFailureModel::completeRowStaysAndSaysSo()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s, u"b"_s}));
    QTRY_COMPARE(m_model->rowCount(), 2);
    db::FailureRow complete = vehicleRow(u"a"_s, 42);
    complete.failureTypes = {};
    m_model->refreshRows({u"a"_s});
    m_source->answerRows(0, std::vector{complete});
    QTRY_COMPARE(cell(*m_model, 0, FailureModel::Column::Missing).data().toString(), u"complete"_s);
    QCOMPARE(m_model->rowCount(), 2);
    QCOMPARE(m_model->index(0, 0).data(models::StateRole).toInt(), static_cast<int>(models::State::Ok));
}

void TestFailureModel::sortAsksTheSource_data()
{
    QTest::addColumn<FailureModel::Column>("column");
    QTest::addColumn<db::FailureSort>("expected");
    QTest::newRow("by vehicle") << FailureModel::Column::Vehicle << db::FailureSort::Vehicle;
    QTest::newRow("by what is missing") << FailureModel::Column::Missing << db::FailureSort::Missing;
    QTest::newRow("by images") << FailureModel::Column::Images << db::FailureSort::Images;
    QTest::newRow("by last cause") << FailureModel::Column::LastCause << db::FailureSort::LastCause;
    QTest::newRow("by attempts") << FailureModel::Column::Attempts << db::FailureSort::Attempts;
    QTest::newRow("by next retry") << FailureModel::Column::NextRetry << db::FailureSort::NextRetry;
    QTest::newRow("by date added") << FailureModel::Column::Added << db::FailureSort::CreatedAt;
}

void TestFailureModel::sortAsksTheSource()
{
    QFETCH(FailureModel::Column, column);
    QFETCH(db::FailureSort, expected);
    m_model->sort(static_cast<int>(column), Qt::AscendingOrder);
    QCOMPARE(m_source->pages.size(), size_t(1));
    QCOMPARE(m_source->pages[0].request.sort, expected);
    QCOMPARE(m_source->pages[0].request.order, Qt::AscendingOrder);
}

void TestFailureModel::sameSortDoesNotAskAgain()
{
    m_model->sort(static_cast<int>(FailureModel::Column::Added), Qt::DescendingOrder);
    QVERIFY(m_source->pages.empty());
    m_model->sort(-1, Qt::DescendingOrder);
    QVERIFY(m_source->pages.empty());
}

void TestFailureModel::failureKeepsRows()
{
    m_model->setFilter({});
    m_source->answer(0, pageOf({u"a"_s}));
    QTRY_COMPARE(m_model->rowCount(), 1);
    QSignalSpy failed(m_model, &FailureModel::failed);
    m_model->reload();
    m_source->answer(1, core::Error{core::ErrorCode::Database, u"The database is gone."_s, {}});
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].toString(), u"The database is gone."_s);
    QCOMPARE(m_model->rowCount(), 1);
    QVERIFY(!m_model->isLoading());
}

void TestFailureModel::answerAfterTheModelIsGone()
{
    auto *model = new FailureModel(m_source);
    model->setFilter({});
    delete model;
    m_source->answer(0, pageOf({u"a"_s}));
    QCoreApplication::sendPostedEvents();
    QCOMPARE(m_model->rowCount(), 0);
}

void TestFailureModel::texts_data()
{
    QTest::addColumn<FailureModel::Column>("column");
    QTest::addColumn<QString>("text");
    QTest::newRow("vehicle is year, make and model")
        << FailureModel::Column::Vehicle << u"1990 Porsche 911 a"_s;
    QTest::newRow("what is missing in words") << FailureModel::Column::Missing << u"partial images"_s;
    QTest::newRow("images stored of expected") << FailureModel::Column::Images << u"38 / 42"_s;
    QTest::newRow("cause in words") << FailureModel::Column::LastCause << u"timed out"_s;
    QTest::newRow("attempts as a number") << FailureModel::Column::Attempts << u"2"_s;
    QTest::newRow("next retry relative to now") << FailureModel::Column::NextRetry << u"in 4 min"_s;
}

void TestFailureModel::texts()
{
    QFETCH(FailureModel::Column, column);
    db::FailureRow row = vehicleRow(u"a"_s);
    row.nextRetryAt = kNow.addSecs(250);
    m_model->setFilter({});
    m_source->answer(0, db::FailurePage{{row}, {}});
    QTRY_COMPARE(m_model->rowCount(), 1);
    QTEST(cell(*m_model, 0, column).data().toString(), "text");
}

void TestFailureModel::tooltipsShowMarkupAsText()
{
    db::FailureRow row = vehicleRow(u"a"_s);
    row.model = u"<img src=x>"_s;
    m_model->setFilter({});
    m_source->answer(0, db::FailurePage{{row}, {}});
    QTRY_COMPARE(m_model->rowCount(), 1);
    const QString tip = m_model->index(0, 0).data(Qt::ToolTipRole).toString();
    QVERIFY2(!tip.contains(u"<img"_s), qPrintable(tip));
    QVERIFY(tip.contains(u"&lt;img"_s));
    QCOMPARE(cell(*m_model, 0, FailureModel::Column::Images).data(Qt::ToolTipRole).toString(),
             u"38 stored of 42 expected, 4 missing"_s);
}

void TestFailureModel::settledRowsAreCounted()
{
    core::Filter filter;
    filter.type = core::FailureType::PartialImages;
    m_model->setFilter(filter);
    m_source->answer(0, pageOf({u"a"_s, u"b"_s, u"c"_s}));
    QTRY_COMPARE(m_model->rowCount(), 3);
    QCOMPARE(m_model->settledCount(), 0);
    db::FailureRow complete = vehicleRow(u"a"_s, 42);
    complete.failureTypes = {};
    db::FailureRow other = vehicleRow(u"b"_s, 42);
    other.failureTypes = core::FailureType::MissingVin;
    m_model->refreshRows({u"a"_s, u"b"_s});
    m_source->answerRows(0, std::vector{complete, other});
    QTRY_COMPARE(m_model->settledCount(), 2);
}

QTEST_GUILESS_MAIN(TestFailureModel)
#include "tst_failuremodel.moc"
