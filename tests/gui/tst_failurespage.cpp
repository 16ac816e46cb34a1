// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/failurespage.h"
#include "gui/icons.h"
#include "models/failuremodel.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using gui::FailuresPage;

Q_DECLARE_METATYPE(pipeline::PlanRequest)
Q_DECLARE_METATYPE(pipeline::ExportRequest)

class TestFailuresPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup();
    void showsRowsAndCounts();
    void typeButtonFilters();
    void textFiltersAfterAPause();
    void stepAndCauseFilter();
    void clearShowsAllAgain();
    void emptyStatesSpeak_data();
    void emptyStatesSpeak();
    void emptyButtonImportsOrClears();
    void selectionIsASentence();
    void selectAllMatchingNamesTheFilter();
    void changingTheSelectionEndsAllMatching();
    void retryOfSelectedRows();
    void retryStepFromTheMenu();
    void allImagesAgain();
    void keys();
    void keysSelect();
    void timeAndHostFilter();
    void foreignTimeIsAToken();
    void lettersInTheSearchAreText();
    void sortingAsksTheDesk();
    void changedRowIsUpdatedInPlace();
    void moreMatchingIsAHintNotAJump();
    void changesOfOthersAreShownInPlace();
    void onlyWhatIsSeenIsReadAnew();
    void aPageThatIsNotSeenCountsOnly();
    void emptyListFillsByItself();
    void detailShowsTheCurrentVehicle();
    void detailSaysWhyAStepWaits();
    void detailRetriesOneStep();
    void onlyWebAddressesAreOpened();
    void exportOfSelectionOrFilter();
    void errorsAreReported();
    void scrapedMarkupStaysText();
    void columnsAreRemembered();

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
    void click(const QString &name) { QTest::mouseClick(find<QWidget>(name), Qt::LeftButton); }
    QTableView *table() const { return find<QTableView>(u"failureTable"_s); }
    QString sentence() const { return find<QLabel>(u"selectionLabel"_s)->text(); }
    int rowCount() const { return table()->model()->rowCount(); }
    void clickRow(int row, Qt::KeyboardModifiers modifiers = {});

    FakeDesk *m_desk = nullptr;
    FakeShell *m_shell = nullptr;
    TestSettings *m_settings = nullptr;
    FailuresPage *m_page = nullptr;
};

void TestFailuresPage::init()
{
    m_desk = new FakeDesk;
    m_shell = new FakeShell;
    m_settings = new TestSettings;
    fillWithSamples(*m_desk, 12);
}

void TestFailuresPage::cleanup()
{
    delete m_page;
    m_page = nullptr;
    delete m_settings;
    delete m_shell;
    delete m_desk;
}

void TestFailuresPage::open()
{
    m_page = new FailuresPage(m_desk, m_shell, &m_settings->settings());
    m_page->resize(1100, 700);
    m_page->show();
    const bool isLoaded = QTest::qWaitFor(
        [this] { return find<QToolButton>(u"typeButton_all"_s)->text().startsWith(u"All  "_s); });
    if (!isLoaded)
        qFatal("the page did not load");
}

void TestFailuresPage::clickRow(int row, Qt::KeyboardModifiers modifiers)
{
    const QRect cell = table()->visualRect(table()->model()->index(row, 0));
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, modifiers, cell.center());
}

void TestFailuresPage::showsRowsAndCounts()
{
    open();
    QCOMPARE(rowCount(), 12);
    QTRY_COMPARE(find<QToolButton>(u"typeButton_all"_s)->text(), u"All  12"_s);
    QCOMPARE(find<QToolButton>(u"typeButton_missing_vin"_s)->text(), u"No VIN  3"_s);
    QCOMPARE(sentence(), u"None selected of 12 matching"_s);
    QVERIFY(!find<QToolButton>(u"retryButton"_s)->isEnabled());
}

void TestFailuresPage::typeButtonFilters()
{
    open();
    click(u"typeButton_missing_images"_s);
    QTRY_COMPARE(rowCount(), 3);
    QTRY_COMPARE(sentence(), u"None selected of 3 matching"_s);
    QCOMPARE(m_desk->pageRequests.back().filter.type, core::FailureType::MissingImages);
    QTRY_COMPARE(find<QToolButton>(u"typeButton_all"_s)->text(), u"All  12"_s);
    click(u"typeButton_all"_s);
    QTRY_COMPARE(rowCount(), 12);
}

void TestFailuresPage::textFiltersAfterAPause()
{
    open();
    const size_t before = m_desk->pageRequests.size();
    QTest::keyClicks(find<QLineEdit>(u"filterText"_s), u"scout"_s);
    QCOMPARE(m_desk->pageRequests.size(), before);
    QTRY_COMPARE(rowCount(), 3);
    QCOMPARE(m_desk->pageRequests.size(), before + 1);
    QCOMPARE(m_desk->pageRequests.back().filter.text, u"scout"_s);
}

void TestFailuresPage::stepAndCauseFilter()
{
    open();
    QTest::keyClick(find<QComboBox>(u"stepFilter"_s), Qt::Key_End);
    QTRY_VERIFY(m_desk->pageRequests.back().filter.step == core::Step::BackfillImages);
    QTRY_COMPARE(rowCount(), 6);
    QTRY_VERIFY(find<QComboBox>(u"causeFilter"_s)->count() > 1);
    QTest::keyClick(find<QComboBox>(u"causeFilter"_s), Qt::Key_Down);
    QTRY_VERIFY(m_desk->pageRequests.back().filter.cause.has_value());
    QTRY_COMPARE(rowCount(), 3);
}

void TestFailuresPage::clearShowsAllAgain()
{
    open();
    QVERIFY(!find<QToolButton>(u"clearFilterButton"_s)->isEnabled());
    core::Filter filter;
    filter.cause = core::Cause::NotFound;
    filter.fingerprint = u"abc&def"_s;
    m_page->setFilter(filter);
    QTRY_COMPARE(rowCount(), 3);
    QVERIFY(find<QToolButton>(u"filterToken"_s)->isVisible());
    click(u"clearFilterButton"_s);
    QTRY_COMPARE(rowCount(), 12);
    QVERIFY(!find<QToolButton>(u"filterToken"_s)->isVisible());
    QVERIFY(m_desk->pageRequests.back().filter.isEmpty());
}

void TestFailuresPage::emptyStatesSpeak_data()
{
    QTest::addColumn<int>("vehicles");
    QTest::addColumn<QString>("filterText");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing imported yet") << 0 << QString() << u"Nothing imported yet"_s;
    QTest::newRow("all complete") << 2 << QString() << u"Nothing is missing"_s;
    QTest::newRow("filter hides all") << 2 << u"zzz"_s << u"No failures match this filter"_s;
}

void TestFailuresPage::emptyStatesSpeak()
{
    QFETCH(int, vehicles);
    QFETCH(QString, filterText);
    QFETCH(QString, expected);
    m_desk->rows.resize(static_cast<size_t>(vehicles));
    for (db::FailureRow &row : m_desk->rows)
        row.failureTypes = {};
    open();
    core::Filter filter;
    filter.text = filterText;
    m_page->setFilter(filter);
    QTRY_VERIFY(find<QLabel>(u"emptyLabel"_s)->text().contains(expected));
    QVERIFY(find<QLabel>(u"emptyLabel"_s)->isVisible());
}

void TestFailuresPage::emptyButtonImportsOrClears()
{
    m_desk->rows.clear();
    open();
    QSignalSpy wanted(m_page, &FailuresPage::importRequested);
    QTRY_VERIFY(find<QPushButton>(u"emptyButton"_s)->isVisible());
    click(u"emptyButton"_s);
    QCOMPARE(wanted.count(), 1);
}

void TestFailuresPage::selectionIsASentence()
{
    open();
    clickRow(0);
    QCOMPARE(sentence(), u"1 selected of 12 matching"_s);
    QCOMPARE(find<QToolButton>(u"retryButton"_s)->text(), u"Retry 4 missing images of 1 vehicle…"_s);
    clickRow(1, Qt::ControlModifier);
    QCOMPARE(sentence(), u"2 selected of 12 matching"_s);
    QCOMPARE(find<QToolButton>(u"retryButton"_s)->text(), u"Retry what 2 vehicles lack…"_s);
    clickRow(1);
    QCOMPARE(find<QToolButton>(u"retryButton"_s)->text(), u"Retry what 1 vehicle lacks…"_s);
}

void TestFailuresPage::selectAllMatchingNamesTheFilter()
{
    open();
    click(u"typeButton_missing_images"_s);
    QTRY_COMPARE(rowCount(), 3);
    QTRY_COMPARE(sentence(), u"None selected of 3 matching"_s);
    click(u"selectAllButton"_s);
    QCOMPARE(sentence(), u"All 3 matching are selected"_s);
    QCOMPARE(table()->selectionModel()->selectedRows().size(), 3);
    QSignalSpy asked(m_page, &FailuresPage::retryRequested);
    click(u"retryButton"_s);
    QCOMPARE(asked.count(), 1);
    const auto request = asked[0][0].value<pipeline::PlanRequest>();
    QVERIFY(request.vehicleIds.isEmpty());
    QCOMPARE(request.filter.type, core::FailureType::MissingImages);
}

void TestFailuresPage::changingTheSelectionEndsAllMatching()
{
    open();
    click(u"selectAllButton"_s);
    QVERIFY(m_page->isAllMatchingSelected());
    clickRow(2);
    QVERIFY(!m_page->isAllMatchingSelected());
    QCOMPARE(sentence(), u"1 selected of 12 matching"_s);
    click(u"selectAllButton"_s);
    click(u"selectAllButton"_s); // now "Clear selection"
    QCOMPARE(sentence(), u"None selected of 12 matching"_s);
}

void TestFailuresPage::retryOfSelectedRows()
{
    open();
    clickRow(2);
    clickRow(0, Qt::ControlModifier);
    QSignalSpy asked(m_page, &FailuresPage::retryRequested);
    click(u"retryButton"_s);
    const auto request = asked.at(0)[0].value<pipeline::PlanRequest>();
    QCOMPARE(request.vehicleIds, QStringList({u"v0"_s, u"v2"_s}));
    QVERIFY(request.steps.empty());
}

void TestFailuresPage::retryStepFromTheMenu()
{
    open();
    clickRow(1);
    QSignalSpy asked(m_page, &FailuresPage::retryRequested);
    find<QAction>(u"retryStep_extract_vin"_s)->trigger();
    const auto request = asked.at(0)[0].value<pipeline::PlanRequest>();
    QCOMPARE(request.steps, std::vector{core::Step::ExtractVin});
    QCOMPARE(request.vehicleIds, QStringList{u"v1"_s});
}

void TestFailuresPage::allImagesAgain()
{
    open();
    clickRow(1);
    QSignalSpy asked(m_page, &FailuresPage::retryRequested);
    find<QAction>(u"retryAllImagesAction"_s)->trigger();
    const auto request = asked.at(0)[0].value<pipeline::PlanRequest>();
    QVERIFY(request.allImages);
    QCOMPARE(request.steps, std::vector{core::Step::BackfillImages});
}

void TestFailuresPage::keys()
{
    open();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page));
    table()->setFocus();
    clickRow(0);
    QTest::keyClick(table(), Qt::Key_J);
    QCOMPARE(table()->currentIndex().row(), 1);
    QTest::keyClick(table(), Qt::Key_K);
    QTest::keyClick(table(), Qt::Key_K);
    QCOMPARE(table()->currentIndex().row(), 0);
    QSignalSpy asked(m_page, &FailuresPage::retryRequested);
    QTest::keyClick(table(), Qt::Key_R);
    QCOMPARE(asked.count(), 1);
    QSignalSpy wanted(m_page, &FailuresPage::exportRequested);
    QTest::keyClick(table(), Qt::Key_E);
    QCOMPARE(wanted.count(), 1);
    QTest::keyClick(table(), Qt::Key_A, Qt::ControlModifier);
    QVERIFY(m_page->isAllMatchingSelected());
    QTest::keyClick(table(), Qt::Key_Escape);
    QVERIFY(!m_page->isAllMatchingSelected());
    QTRY_VERIFY(find<QLabel>(u"detailTitle"_s)->isVisible());
    QTest::keyClick(table(), Qt::Key_Return);
    QVERIFY(!table()->hasFocus());
    const auto *tabs = find<QTabWidget>(u"detailTabs"_s);
    QCOMPARE(m_page->focusWidget(), tabs->tabBar());
    QTest::keyClick(tabs->tabBar(), Qt::Key_Right);
    QCOMPARE(tabs->currentIndex(), 1);
    QTest::keyClick(tabs->tabBar(), Qt::Key_Escape);
    QVERIFY(table()->hasFocus());
    QTest::keyClick(table(), Qt::Key_Slash);
    QVERIFY(find<QLineEdit>(u"filterText"_s)->hasFocus());
}

void TestFailuresPage::keysSelect()
{
    open();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page));
    table()->setFocus();
    clickRow(0);
    QTest::keyClick(table(), Qt::Key_J, Qt::ShiftModifier);
    QTRY_COMPARE(sentence(), u"2 selected of 12 matching"_s);
    QTest::keyClick(table(), Qt::Key_Space);
    QTRY_COMPARE(sentence(), u"1 selected of 12 matching"_s);
    QTest::keyClick(table(), Qt::Key_Space);
    QTRY_COMPARE(sentence(), u"2 selected of 12 matching"_s);
    QTest::keyClick(table(), Qt::Key_J);
    QTRY_COMPARE(sentence(), u"1 selected of 12 matching"_s);
    QCOMPARE(table()->currentIndex().row(), 2);
}

void TestFailuresPage::timeAndHostFilter()
{
    for (size_t i = 0; i < m_desk->rows.size(); ++i)
        m_desk->rows[i].discoveryUrl =
            u"https://%1.example/listing/%2/"_s.arg(i % 2 ? u"a"_s : u"b"_s).arg(i);
    open();
    auto *hosts = find<QComboBox>(u"hostFilter"_s);
    QTRY_VERIFY(hosts->isVisible());
    QCOMPARE(hosts->count(), 3);
    QTest::keyClick(hosts, Qt::Key_Down);
    QTRY_COMPARE(m_desk->pageRequests.back().filter.host, u"a.example"_s);
    auto *time = find<QComboBox>(u"timeFilter"_s);
    QTest::keyClick(time, Qt::Key_Down);
    QTRY_VERIFY(m_desk->pageRequests.back().filter.since.isValid());
    const core::Filter both = m_desk->pageRequests.back().filter;
    QCOMPARE(both.host, u"a.example"_s);
    QVERIFY(qAbs(both.since.secsTo(QDateTime::currentDateTimeUtc()) - 24 * 3600) < 60);
    QVERIFY(!find<QToolButton>(u"filterToken"_s)->isVisible()); // both have a control of their own
    click(u"typeButton_missing_vin"_s);
    QTRY_VERIFY(m_desk->pageRequests.back().filter.type.has_value());
    QCOMPARE(m_desk->pageRequests.back().filter.since, both.since);
    click(u"clearFilterButton"_s);
    QTRY_VERIFY(m_desk->pageRequests.back().filter.isEmpty());
    QCOMPARE(hosts->currentIndex(), 0);
    QCOMPARE(time->currentIndex(), 0);
}

void TestFailuresPage::foreignTimeIsAToken()
{
    open();
    core::Filter filter;
    filter.since = QDateTime(QDate(2026, 1, 2), QTime(3, 4), Qt::UTC);
    m_page->setFilter(filter);
    QTRY_VERIFY(find<QToolButton>(u"filterToken"_s)->isVisible());
    QCOMPARE(find<QComboBox>(u"timeFilter"_s)->currentIndex(), 0);
    click(u"typeButton_missing_vin"_s);
    QTRY_VERIFY(m_desk->pageRequests.back().filter.type.has_value());
    QCOMPARE(m_desk->pageRequests.back().filter.since, filter.since);
    click(u"filterToken"_s);
    QTRY_VERIFY(!m_desk->pageRequests.back().filter.since.isValid());
}

void TestFailuresPage::lettersInTheSearchAreText()
{
    open();
    clickRow(0);
    QSignalSpy asked(m_page, &FailuresPage::retryRequested);
    QTest::keyClicks(find<QLineEdit>(u"filterText"_s), u"r/jke"_s);
    QCOMPARE(find<QLineEdit>(u"filterText"_s)->text(), u"r/jke"_s);
    QCOMPARE(asked.count(), 0);
}

void TestFailuresPage::sortingAsksTheDesk()
{
    open();
    QHeaderView *header = table()->horizontalHeader();
    const QPoint first(header->sectionViewportPosition(0) + 10, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, first);
    QTRY_COMPARE(m_desk->pageRequests.back().sort, db::FailureSort::Vehicle);
}

void TestFailuresPage::changedRowIsUpdatedInPlace()
{
    open();
    clickRow(0);
    m_desk->rows[0].storedCount = 42;
    m_desk->rows[0].missingCount = 0;
    m_desk->rows[0].failureTypes = {};
    emit m_desk->vehiclesChanged({u"v0"_s});
    QTRY_COMPARE(table()->model()->index(0, 1).data().toString(), u"complete"_s);
    QCOMPARE(rowCount(), 12);
    QCOMPARE(table()->selectionModel()->selectedRows().size(), 1);
    QTRY_COMPARE(sentence(), u"1 selected of 11 matching"_s);
    QVERIFY(!find<QWidget>(u"moreHint"_s)->isVisible());
}

void TestFailuresPage::moreMatchingIsAHintNotAJump()
{
    open();
    QTRY_COMPARE(find<QToolButton>(u"typeButton_all"_s)->text(), u"All  12"_s);
    m_desk->rows.push_back(sampleRow(u"new1"_s));
    m_desk->rows.push_back(sampleRow(u"new2"_s));
    emit m_desk->vehiclesChanged({u"new1"_s, u"new2"_s});
    QTRY_VERIFY(find<QWidget>(u"moreHint"_s)->isVisible());
    QCOMPARE(find<QLabel>(u"moreLabel"_s)->text(), u"2 more match now."_s);
    QCOMPARE(rowCount(), 12);
    click(u"refreshButton"_s);
    QTRY_COMPARE(rowCount(), 14);
    QVERIFY(!find<QWidget>(u"moreHint"_s)->isVisible());
}

void TestFailuresPage::changesOfOthersAreShownInPlace()
{
    m_desk->rows.clear();
    fillWithSamples(*m_desk, 100);
    open();
    QTRY_COMPARE(rowCount(), 100);
    table()->verticalScrollBar()->setValue(40);
    const QModelIndex row = table()->model()->index(44, 0);
    table()->setCurrentIndex(row);
    QTRY_VERIFY(m_desk->detailRequests > 0);
    const int scroll = table()->verticalScrollBar()->value();
    const auto pages = m_desk->pageRequests.size();
    const int details = m_desk->detailRequests;
    const QSignalSpy reset(table()->model(), &QAbstractItemModel::modelReset);
    m_desk->rows[44].storedCount = m_desk->rows[44].expectedCount = 77;
    m_desk->rows[44].missingCount = 0;
    m_desk->rows[44].failureTypes = {};
    m_desk->rows.insert(m_desk->rows.begin(), {sampleRow(u"new 1"_s), sampleRow(u"new 2"_s)});
    emit m_desk->changed();
    const int images = static_cast<int>(models::FailureModel::Column::Images);
    QTRY_COMPARE(row.siblingAtColumn(images).data().toString(), u"77 / 77"_s);
    QTRY_COMPARE(find<QLabel>(u"moreLabel"_s)->text(), u"2 more match now."_s);
    QTRY_COMPARE(m_desk->detailRequests, details + 1);
    QCOMPARE(table()->currentIndex().row(), 44);
    QCOMPARE(table()->selectionModel()->selectedRows().size(), 1);
    QCOMPARE(table()->verticalScrollBar()->value(), scroll);
    QCOMPARE(m_desk->pageRequests.size(), pages);
    QCOMPARE(reset.size(), 0);
}

void TestFailuresPage::onlyWhatIsSeenIsReadAnew()
{
    m_desk->rows.clear();
    fillWithSamples(*m_desk, 200);
    open();
    QTRY_COMPARE(rowCount(), 200);
    m_desk->rows[190].storedCount = m_desk->rows[190].expectedCount = 77;
    emit m_desk->changed();
    QTRY_COMPARE(m_desk->rowRequests.size(), size_t(1));
    QVERIFY(m_desk->rowRequests[0].contains(u"v0"_s));
    QVERIFY2(m_desk->rowRequests[0].size() < 100, qPrintable(QString::number(m_desk->rowRequests[0].size())));
    table()->verticalScrollBar()->setValue(table()->verticalScrollBar()->maximum());
    const QModelIndex late =
        table()->model()->index(190, static_cast<int>(models::FailureModel::Column::Images));
    QTRY_COMPARE(late.data().toString(), u"77 / 77"_s);
}

void TestFailuresPage::aPageThatIsNotSeenCountsOnly()
{
    open();
    m_page->hide();
    const int counts = m_desk->countRequests;
    const int details = m_desk->detailRequests;
    for (int i = 0; i < 50; ++i)
        emit m_desk->changed();
    QTRY_COMPARE(m_desk->countRequests, counts + 1);
    QCOMPARE(m_desk->rowRequests.size(), size_t(0));
    QCOMPARE(m_desk->detailRequests, details);
}

void TestFailuresPage::emptyListFillsByItself()
{
    m_desk->rows.clear();
    open();
    QTRY_VERIFY(find<QLabel>(u"emptyLabel"_s)->isVisible());
    m_desk->rows.push_back(sampleRow(u"v0"_s));
    emit m_desk->vehiclesChanged({u"v0"_s});
    QTRY_COMPARE(rowCount(), 1);
    QTRY_VERIFY(table()->isVisible());
}

void TestFailuresPage::detailShowsTheCurrentVehicle()
{
    open();
    clickRow(0);
    QTRY_COMPARE(find<QLabel>(u"detailTitle"_s)->text(), u"1960 Porsche 911 Carrera"_s);
    QVERIFY(find<QLabel>(u"detailSubtitle"_s)->text().contains(u"WP0CB2962LS471196"_s));
    QCOMPARE(find<QLabel>(u"stepState_backfill_images"_s)->text(), u"4 of 42 missing"_s);
    QCOMPARE(find<QLabel>(u"stepCause_backfill_images"_s)->text(), u"HTTP 503 – server error"_s);
    QCOMPARE(find<QTableView>(u"imageTable"_s)->model()->rowCount(), 42);
    QCOMPARE(find<QTableView>(u"attemptTable"_s)->model()->rowCount(), 5);
}

void TestFailuresPage::detailSaysWhyAStepWaits()
{
    db::FailureRow &row = m_desk->details[u"v0"_s].row;
    row.heldReason = u"batch_paused"_s;
    m_desk->rows[0] = row;
    open();
    clickRow(0);
    QTRY_COMPARE(find<QLabel>(u"stepNext_backfill_images"_s)->text(), u"batch paused"_s);
    QCOMPARE(find<QLabel>(u"stepNext_extract_data"_s)->text(), QString());
    const auto cell = [this](models::FailureModel::Column column) {
        return table()->model()->index(0, static_cast<int>(column)).data().toString();
    };
    QCOMPARE(cell(models::FailureModel::Column::LastCause), u"batch paused"_s);
    QCOMPARE(cell(models::FailureModel::Column::NextRetry), u"on hold"_s);
}

void TestFailuresPage::detailRetriesOneStep()
{
    open();
    clickRow(0);
    QTRY_VERIFY(find<QPushButton>(u"retryStepButton_extract_data"_s)->isVisible());
    QSignalSpy asked(m_page, &FailuresPage::retryRequested);
    click(u"retryStepButton_extract_data"_s);
    const auto request = asked.at(0)[0].value<pipeline::PlanRequest>();
    QCOMPARE(request.vehicleIds, QStringList{u"v0"_s});
    QCOMPARE(request.steps, std::vector{core::Step::ExtractData});
}

void TestFailuresPage::onlyWebAddressesAreOpened()
{
    m_desk->details[u"v1"_s].listingUrl = u"file:///etc/passwd"_s;
    open();
    QSignalSpy failed(m_page, &FailuresPage::failed);
    clickRow(0);
    QTRY_VERIFY(find<QToolButton>(u"openListingButton"_s)->isVisible());
    click(u"openListingButton"_s);
    QCOMPARE(m_shell->opened.size(), 1);
    clickRow(1);
    QTRY_VERIFY(find<QLabel>(u"detailSubtitle"_s)->text().contains(u"passwd"_s));
    click(u"openListingButton"_s);
    QCOMPARE(m_shell->opened.size(), 1);
    QCOMPARE(failed.count(), 1);
}

void TestFailuresPage::exportOfSelectionOrFilter()
{
    open();
    QSignalSpy wanted(m_page, &FailuresPage::exportRequested);
    click(u"exportButton"_s);
    QVERIFY(wanted.at(0)[0].value<pipeline::ExportRequest>().vehicleIds.isEmpty());
    clickRow(1);
    click(u"exportButton"_s);
    QCOMPARE(wanted.at(1)[0].value<pipeline::ExportRequest>().vehicleIds, QStringList{u"v1"_s});
}

void TestFailuresPage::errorsAreReported()
{
    open();
    QSignalSpy failed(m_page, &FailuresPage::failed);
    m_desk->error = core::Error{core::ErrorCode::Database, u"The database is gone."_s, {}};
    m_page->reload();
    QTRY_VERIFY(failed.count() > 0);
    QCOMPARE(failed[0][0].toString(), u"The database is gone."_s);
    QCOMPARE(rowCount(), 12);
}

void TestFailuresPage::scrapedMarkupStaysText()
{
    const QString hostile = u"<b>bold</b><img src=x>"_s;
    m_desk->rows[0].model = hostile;
    m_desk->details[u"v0"_s].row.model = hostile;
    open();
    clickRow(0);
    QTRY_VERIFY(find<QLabel>(u"detailTitle"_s)->text().contains(hostile));
    for (const QLabel *label : m_page->findChildren<QLabel *>()) {
        if (label->text().contains(u'<'))
            QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(!label->toolTip().contains(u"<img"_s));
    }
}

void TestFailuresPage::columnsAreRemembered()
{
    open();
    table()->horizontalHeader()->resizeSection(0, 333);
    delete m_page;
    m_page = nullptr;
    m_settings->reopen();
    open();
    QCOMPARE(table()->horizontalHeader()->sectionSize(0), 333);
}

QTEST_MAIN(TestFailuresPage)
#include "tst_failurespage.moc"
