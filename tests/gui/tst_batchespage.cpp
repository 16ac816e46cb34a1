// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/batchespage.h"
#include "gui/icons.h"
#include "models/roles.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using db::BatchState;
using Item = db::BatchItemRow::State;

Q_DECLARE_METATYPE(db::BatchState)

class TestBatchesPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup();
    void emptyStateSpeaks();
    void showsBatchesAndMembers();
    void buttonsFollowTheState_data();
    void buttonsFollowTheState();
    void pausesResumesCancels_data();
    void pausesResumesCancels();
    void anErrorIsTold();
    void membersByState();
    void failedMembersAreRetried();
    void enterOpensTheVehicle();
    void anotherBatchShowsItsMembers();
    void liveChangesKeepTheCurrentBatch();
    void countsActiveBatches();
    void aWantedBatchIsSelected();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        T *found = m_page->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    void open();
    QTableView *table() const { return find<QTableView>(u"batchTable"_s); }
    QTableView *members() const { return find<QTableView>(u"batchItemTable"_s); }
    QPushButton *button(const QString &name) const { return find<QPushButton>(name); }
    QStringList memberIds() const;
    static db::BatchItemRow item(const QString &vehicleId, Item state);

    FakeDesk *m_desk = nullptr;
    gui::Page *m_page = nullptr;
};

void TestBatchesPage::init()
{
    m_desk = new FakeDesk;
    m_desk->batchRows = {sampleBatch(u"b2"_s), sampleBatch(u"b1"_s, BatchState::Done)};
    m_desk->itemRows[u"b2"_s] = {item(u"v1"_s, Item::Succeeded), item(u"v2"_s, Item::Queued),
                                 item(u"v3"_s, Item::Failed), item(u"v4"_s, Item::Failed)};
    m_desk->itemRows[u"b1"_s] = {item(u"v9"_s, Item::Succeeded)};
}

void TestBatchesPage::cleanup()
{
    delete m_page;
    m_page = nullptr;
    delete m_desk;
}

void TestBatchesPage::open()
{
    m_page = new gui::BatchesPage(m_desk);
    m_page->resize(1000, 700);
    m_page->show();
    m_page->reload();
    if (!QTest::qWaitFor(
            [this] { return table()->model()->rowCount() == static_cast<int>(m_desk->batchRows.size()); }))
        qFatal("no batches");
}

db::BatchItemRow TestBatchesPage::item(const QString &vehicleId, Item state)
{
    db::BatchItemRow item;
    item.vehicleId = vehicleId;
    item.vehicle = u"1990 Porsche 911"_s;
    item.step = core::Step::BackfillImages;
    item.state = state;
    return item;
}

QStringList TestBatchesPage::memberIds() const
{
    QStringList ids;
    for (int row = 0; row < members()->model()->rowCount(); ++row)
        ids += members()->model()->index(row, 0).data(models::VehicleIdRole).toString();
    return ids;
}

void TestBatchesPage::emptyStateSpeaks()
{
    m_desk->batchRows.clear();
    open();
    auto *words = find<QLabel>(u"batchesStackEmpty"_s);
    QTRY_VERIFY(words->isVisible());
    QVERIFY(words->text().startsWith(u"Nothing has been retried or imported yet."_s));
    QVERIFY(!table()->isVisible());
}

void TestBatchesPage::showsBatchesAndMembers()
{
    open();
    QTRY_COMPARE(members()->model()->rowCount(), 4);
    QCOMPARE(find<QLabel>(u"batchesSummary"_s)->text(), u"1 batch is under way"_s);
    QCOMPARE(find<QLabel>(u"batchTitle"_s)->text(), u"Retry: images · bringatrailer.com"_s);
    QCOMPARE(memberIds(), QStringList({u"v3"_s, u"v4"_s, u"v1"_s, u"v2"_s})); // what failed is first
    QCOMPARE(find<QComboBox>(u"batchItemState"_s)->itemText(1), u"Failed for good (1)"_s);
}

void TestBatchesPage::buttonsFollowTheState_data()
{
    QTest::addColumn<BatchState>("state");
    QTest::addColumn<qint64>("dead");
    QTest::addColumn<QString>("enabled");
    QTest::newRow("running") << BatchState::Running << qint64(0) << u"Pause Cancel"_s;
    QTest::newRow("within the undo window") << BatchState::Waiting << qint64(0) << u"Pause Cancel"_s;
    QTest::newRow("paused") << BatchState::Paused << qint64(0) << u"Resume Cancel"_s;
    QTest::newRow("planned can be started") << BatchState::Planned << qint64(0) << u"Start Cancel"_s;
    QTest::newRow("done") << BatchState::Done << qint64(0) << QString();
    QTest::newRow("done with failures") << BatchState::Done << qint64(2) << u"Retry failed members…"_s;
    QTest::newRow("cancelled") << BatchState::Cancelled << qint64(0) << QString();
}

void TestBatchesPage::buttonsFollowTheState()
{
    QFETCH(BatchState, state);
    QFETCH(qint64, dead);
    m_desk->batchRows = {sampleBatch(u"b2"_s, state)};
    m_desk->batchRows[0].dead = dead;
    open();
    QTRY_VERIFY(table()->currentIndex().isValid());
    QStringList enabled;
    for (const QString &name :
         {u"pauseBatchButton"_s, u"resumeBatchButton"_s, u"cancelBatchButton"_s, u"retryFailedButton"_s}) {
        if (button(name)->isEnabled())
            enabled += button(name)->text().remove(u'&');
    }
    QTEST(enabled.join(u' '), "enabled");
}

void TestBatchesPage::pausesResumesCancels_data()
{
    QTest::addColumn<BatchState>("state");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("asked");
    QTest::newRow("pause") << BatchState::Running << u"pauseBatchButton"_s << u"pauseBatch b2"_s;
    QTest::newRow("resume") << BatchState::Paused << u"resumeBatchButton"_s << u"resumeBatch b2"_s;
    QTest::newRow("start") << BatchState::Planned << u"resumeBatchButton"_s << u"resumeBatch b2"_s;
    QTest::newRow("cancel") << BatchState::Running << u"cancelBatchButton"_s << u"cancelBatch b2"_s;
}

void TestBatchesPage::pausesResumesCancels()
{
    QFETCH(BatchState, state);
    QFETCH(QString, name);
    m_desk->batchRows[0].state = state;
    open();
    QTRY_VERIFY(button(name)->isEnabled());
    m_desk->batchRows[0].state = BatchState::Done; // what the next answer says
    QTest::mouseClick(button(name), Qt::LeftButton);
    QStringList asked = m_desk->calls;
    for (const QString &id : std::as_const(m_desk->cancelledBatches))
        asked += u"cancelBatch "_s + id;
    QTEST(asked.join(u' '), "asked");
    QTRY_VERIFY(!button(name)->isEnabled());
}

void TestBatchesPage::anErrorIsTold()
{
    open();
    QTRY_VERIFY(button(u"pauseBatchButton"_s)->isEnabled());
    QSignalSpy failed(m_page, &gui::Page::failed);
    m_desk->error = core::Error{core::ErrorCode::Database, u"The database is gone."_s, {}};
    QTest::mouseClick(button(u"pauseBatchButton"_s), Qt::LeftButton);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].toString(), u"The database is gone."_s);
    QVERIFY(button(u"pauseBatchButton"_s)->isEnabled());
}

void TestBatchesPage::membersByState()
{
    open();
    QTRY_COMPARE(members()->model()->rowCount(), 4);
    auto *states = find<QComboBox>(u"batchItemState"_s);
    states->setCurrentIndex(states->findData(static_cast<int>(Item::Queued)));
    QTRY_COMPARE(memberIds(), QStringList{u"v2"_s});
    states->setCurrentIndex(states->findData(static_cast<int>(Item::Cancelled)));
    QTRY_COMPARE(find<QLabel>(u"batchItemsShown"_s)->text(), u"no member is in this state"_s);
    QVERIFY(memberIds().isEmpty());
}

void TestBatchesPage::failedMembersAreRetried()
{
    m_desk->itemRows[u"b2"_s].push_back(item(u"v3"_s, Item::Failed));
    m_desk->itemRows[u"b2"_s].back().step = core::Step::ExtractVin;
    open();
    QTRY_VERIFY(button(u"retryFailedButton"_s)->isEnabled());
    pipeline::PlanRequest request;
    connect(static_cast<gui::BatchesPage *>(m_page), &gui::BatchesPage::retryRequested, this,
            [&request](const pipeline::PlanRequest &asked) { request = asked; });
    QTest::mouseClick(button(u"retryFailedButton"_s), Qt::LeftButton);
    QTRY_COMPARE(request.vehicleIds, QStringList({u"v3"_s, u"v4"_s}));
    QVERIFY(request.includeFinal);
    QCOMPARE(request.steps, std::vector({core::Step::BackfillImages, core::Step::ExtractVin}));
    QVERIFY(button(u"retryFailedButton"_s)->isEnabled());
}

void TestBatchesPage::enterOpensTheVehicle()
{
    open();
    QTRY_COMPARE(members()->model()->rowCount(), 4);
    QSignalSpy wanted(static_cast<gui::BatchesPage *>(m_page), &gui::BatchesPage::vehicleWanted);
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page));
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Return); // to the members
    QTRY_VERIFY(members()->hasFocus());
    members()->setCurrentIndex(members()->model()->index(1, 0));
    QTest::keyClick(members(), Qt::Key_Return);
    QTRY_COMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toString(), u"v4"_s);
    QTest::keyClick(members(), Qt::Key_Escape);
    QTRY_VERIFY(table()->hasFocus());
}

void TestBatchesPage::anotherBatchShowsItsMembers()
{
    open();
    QTRY_COMPARE(members()->model()->rowCount(), 4);
    table()->setCurrentIndex(table()->model()->index(1, 0));
    QTRY_COMPARE(memberIds(), QStringList{u"v9"_s});
    QVERIFY(!button(u"pauseBatchButton"_s)->isEnabled());
}

void TestBatchesPage::liveChangesKeepTheCurrentBatch()
{
    open();
    table()->setCurrentIndex(table()->model()->index(1, 0));
    m_desk->batchRows.insert(m_desk->batchRows.begin(), sampleBatch(u"b3"_s));
    emit m_desk->batchChanged(m_desk->batchRows[0]);
    QTRY_COMPARE(table()->model()->rowCount(), 3);
    QCOMPARE(table()->currentIndex().data(models::IdRole).toString(), u"b1"_s);
    QTRY_COMPARE(memberIds(), QStringList{u"v9"_s});
}

void TestBatchesPage::countsActiveBatches()
{
    m_desk->batchRows = {
        sampleBatch(u"a"_s, BatchState::Running), sampleBatch(u"b"_s, BatchState::Waiting),
        sampleBatch(u"c"_s, BatchState::Paused),  sampleBatch(u"d"_s, BatchState::Planned),
        sampleBatch(u"e"_s, BatchState::Done),    sampleBatch(u"f"_s, BatchState::Cancelled)};
    m_page = new gui::BatchesPage(m_desk);
    QSignalSpy count(m_page, &gui::Page::countChanged);
    m_page->reload();
    QTRY_VERIFY(!count.isEmpty());
    QCOMPARE(count.last()[0].toLongLong(), 3);
}

void TestBatchesPage::aWantedBatchIsSelected()
{
    m_desk->batchRows = {sampleBatch(u"a"_s, BatchState::Running), sampleBatch(u"b"_s, BatchState::Done)};
    auto *page = new gui::BatchesPage(m_desk);
    m_page = page;
    QSignalSpy failed(page, &gui::Page::failed);
    page->show();
    page->showBatch(u"b"_s); // before the list is there
    auto *table = find<QTableView>(u"batchTable"_s);
    QTRY_COMPARE(table->currentIndex().row(), 1);
    page->showBatch(u"a"_s);
    QCOMPARE(table->currentIndex().row(), 0);
    page->showBatch(u"gone"_s);
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(table->currentIndex().row(), 0);
}

QTEST_MAIN(TestBatchesPage)
#include "tst_batchespage.moc"
