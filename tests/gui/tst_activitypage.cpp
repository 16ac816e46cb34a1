// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/activitypage.h"
#include "gui/icons.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

//! A worker that gave its last sign of life so long ago.
db::WorkerRow worker(const QString &machine, int silentSeconds, qint64 steps)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return {machine + u":7:a1"_s,        machine, 7, u"0.1.0"_s, now.addSecs(-7300),
            now.addSecs(-silentSeconds), steps};
}

} // namespace

class TestActivityPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init() { m_desk = new FakeDesk; }
    void cleanup();
    void showsWhoDidWhat();
    void aLineLeadsToItsBatch();
    void emptyStateSpeaks();
    void workersAreListed();
    void noWorkerSaysHowToStartOne();
    void summaryCountsWhoIsAlive_data();
    void summaryCountsWhoIsAlive();
    void aWorkerThatComesKeepsTheSelection();
    void workersAreAskedForWhileSeen();
    void errorsAreReported();

private:
    template <typename T>
    T *find(const char *name) const
    {
        T *found = m_page->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    void open();
    QAbstractItemModel *workers() const { return find<QTableView>("workerTable")->model(); }

    FakeDesk *m_desk = nullptr;
    gui::ActivityPage *m_page = nullptr;
};

void TestActivityPage::cleanup()
{
    delete m_page;
    m_page = nullptr;
    delete m_desk;
}

void TestActivityPage::open()
{
    m_page = new gui::ActivityPage(m_desk);
    m_page->resize(1000, 600);
    m_page->show();
    m_page->reload();
}

void TestActivityPage::showsWhoDidWhat()
{
    db::AuditRow row;
    row.id = 7;
    row.at = QDateTime::currentDateTimeUtc().addSecs(-3600);
    row.actor = u"ada@desk"_s;
    row.action = u"batch.finish"_s;
    row.items = 12;
    row.hash = QString(64, u'b');
    row.result = u"succeeded 11, failed 1, skipped 0, cancelled 0"_s;
    m_desk->auditRows = {row};
    open();
    const QAbstractItemModel *model = find<QTableView>("auditTable")->model();
    QTRY_COMPARE(model->rowCount(), 1);
    QStringList cells;
    for (int column = 0; column < model->columnCount(); ++column)
        cells += model->index(0, column).data().toString();
    QCOMPARE(cells.join(u'|'), u"1 h ago|ada@desk|Batch finished||11 succeeded, 1 failed|bbbbbbbb|12"_s);
    QVERIFY(!model->index(0, 0).data(Qt::ToolTipRole).toString().isEmpty());
}

void TestActivityPage::aLineLeadsToItsBatch()
{
    db::AuditRow ofBatch;
    ofBatch.id = 7;
    ofBatch.batchId = u"b"_s;
    db::AuditRow ofHost;
    ofHost.id = 6;
    m_desk->auditRows = {ofBatch, ofHost};
    open();
    QSignalSpy wanted(m_page, &gui::ActivityPage::batchWanted);
    auto *table = find<QTableView>("auditTable");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    emit table->activated(table->model()->index(1, 0));
    QVERIFY(wanted.isEmpty());
    emit table->activated(table->model()->index(0, 0));
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.at(0).at(0).toString(), u"b"_s);
}

void TestActivityPage::emptyStateSpeaks()
{
    open();
    QTRY_VERIFY(find<QLabel>("auditTableEmpty")->isVisible());
}

void TestActivityPage::workersAreListed()
{
    m_desk->workerRows = {worker(u"desk"_s, 0, 3), worker(u"shed"_s, 600, 2)};
    open();
    QTRY_COMPARE(workers()->rowCount(), 2);
    QStringList lines;
    for (int row = 0; row < workers()->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < workers()->columnCount(); ++column)
            cells += workers()->index(row, column).data().toString();
        lines += cells.join(u'|');
    }
    QCOMPARE(lines, (QStringList{u"desk|process 7|works|0.1.0|2 h ago|now|3"_s,
                                 u"shed|process 7|gone|0.1.0|2 h ago|10 min ago|2"_s}));
    QVERIFY(!find<QLabel>("workerTableEmpty")->isVisible());
}

void TestActivityPage::noWorkerSaysHowToStartOne()
{
    open();
    QTRY_VERIFY(find<QLabel>("workerTableEmpty")->isVisible());
    QVERIFY(!find<QLabel>("workersSummary")->isVisible());
    QVERIFY(find<QLabel>("workerTableEmpty")
                ->text()
                .endsWith(u"retrydeskctl --workspace /tmp/demo.retrydesk worker"_s));
}

void TestActivityPage::summaryCountsWhoIsAlive_data()
{
    QTest::addColumn<QList<int>>("silent"); // seconds, of each worker
    QTest::addColumn<QString>("sentence");
    QTest::newRow("one") << QList<int>{0} << u"1 worker works the queue off · 1 step in work"_s;
    QTest::newRow("two, one of them gone")
        << QList<int>{0, 60} << u"1 worker works the queue off · 1 step in work · 1 worker is gone"_s;
    QTest::newRow("a fleet") << QList<int>{0, 1, 2} << u"3 workers work the queue off · 3 steps in work"_s;
    QTest::newRow("none is left")
        << QList<int>{60, 600}
        << u"Nobody works the queue off any more: switch on “Work off queue” (P), or start a worker."_s;
}

void TestActivityPage::summaryCountsWhoIsAlive()
{
    QFETCH(QList<int>, silent);
    for (const int seconds : silent)
        m_desk->workerRows.push_back(worker(u"desk%1"_s.arg(m_desk->workerRows.size()), seconds, 1));
    open();
    QTRY_COMPARE(workers()->rowCount(), silent.size());
    QTEST(find<QLabel>("workersSummary")->text(), "sentence");
}

void TestActivityPage::aWorkerThatComesKeepsTheSelection()
{
    m_desk->workerRows = {worker(u"desk"_s, 0, 3)};
    open();
    QTRY_COMPARE(workers()->rowCount(), 1);
    auto *table = find<QTableView>("workerTable");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(workers()->index(0, 0)).center());
    m_desk->workerRows.insert(m_desk->workerRows.begin(), worker(u"attic"_s, 0, 1));
    m_page->reload(); // as after a change
    QTRY_COMPARE(workers()->rowCount(), 2);
    QCOMPARE(table->currentIndex().data().toString(), u"desk"_s);
    QVERIFY(table->selectionModel()->isRowSelected(1));
}

void TestActivityPage::workersAreAskedForWhileSeen()
{
    open();
    QTRY_VERIFY(find<QLabel>("workerTableEmpty")->isVisible());
    m_desk->workerRows = {worker(u"desk"_s, 0, 3)}; // and nobody says so
    QTRY_COMPARE(workers()->rowCount(), 1);
    m_desk->workerRows.clear();
    emit m_desk->workerStopped({});
    QTRY_COMPARE_WITH_TIMEOUT(workers()->rowCount(), 0, 1500);
}

void TestActivityPage::errorsAreReported()
{
    m_desk->error = core::Error{core::ErrorCode::Database, u"The database is locked."_s, {}};
    m_page = new gui::ActivityPage(m_desk);
    QSignalSpy failed(m_page, &gui::Page::failed);
    m_page->reload();
    QTRY_VERIFY(!failed.isEmpty());
    QCOMPARE(failed[0][0].toString(), u"The database is locked."_s);
}

QTEST_MAIN(TestActivityPage)
#include "tst_activitypage.moc"
