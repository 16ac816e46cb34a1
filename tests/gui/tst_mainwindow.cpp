// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/batchbar.h"
#include "gui/failurespage.h"
#include "gui/icons.h"
#include "gui/mainwindow.h"
#include "gui/messagebar.h"
#include "gui/successchart.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using gui::MainWindow;

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup();
    void everyPageOpens_data();
    void everyPageOpens();
    void sidebarCounts();
    void changesReachTheSidebar();
    void causeLeadsToItsFailures();
    void queueShowsNumbersAndRows();
    void dashboardShowsDaysAndSteps();
    void chartCountsInWholeNumbers_data();
    void chartCountsInWholeNumbers();
    void dashboardSaysWhenThereIsNothing();
    void dashboardFollowsThePalette();
    void workerSwitchIsRemembered();
    void workerThatStopsByItselfSaysWhy();
    void workerProgressIsShown();
    void hostPauseIsANotice();
    void retryThenUndo();
    void batchProgressAndEnd();
    void batchOffersToWorkWhenPaused();
    void batchIsNotPausedWhileOthersWork();
    void pausedBatchSaysWhyAndResumes();
    void batchPausedBeforeItStartedSaysSo();
    void laterStartIsToldByTheClock();
    void memberOfABatchLeadsToItsVehicle();
    void lostBatchIsTakenBackWithoutStart();
    void cancelledBatchSaysWhatWasDone();
    void keysOfTheWindow();
    void workspaceActionsAsk();
    void errorIsShownAndClosed();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        T *found = m_window->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    void open();
    void click(const QString &name) { QTest::mouseClick(find<QWidget>(name), Qt::LeftButton); }
    QString text(const QString &name) const { return find<QLabel>(name)->text(); }
    gui::BatchBar *bar() const { return find<gui::BatchBar>(u"batchBar"_s); }
    db::BatchRow status(db::BatchState state, qint64 done) const;

    FakeDesk *m_desk = nullptr;
    FakeShell *m_shell = nullptr;
    TestSettings *m_settings = nullptr;
    MainWindow *m_window = nullptr;
};

void TestMainWindow::init()
{
    m_desk = new FakeDesk;
    m_shell = new FakeShell;
    m_settings = new TestSettings;
    fillWithSamples(*m_desk, 12);
}

void TestMainWindow::cleanup()
{
    delete m_window;
    m_window = nullptr;
    delete m_settings;
    delete m_shell;
    delete m_desk;
}

void TestMainWindow::open()
{
    m_window = new MainWindow(m_desk, m_shell, &m_settings->settings());
    m_window->show();
    m_window->activateWindow();
    if (!QTest::qWaitForWindowActive(m_window))
        qFatal("the window is not active");
    (void)QTest::qWaitFor([this] { return find<QTableView>(u"failureTable"_s)->model()->rowCount() == 12; },
                          500);
}

db::BatchRow TestMainWindow::status(db::BatchState state, qint64 done) const
{
    db::BatchRow batch;
    batch.id = u"batch-1"_s;
    batch.state = state;
    batch.planned = 10;
    batch.queued = batch.planned - done;
    batch.succeeded = done;
    batch.imagesStored = 4 * done;
    return batch;
}

void TestMainWindow::everyPageOpens_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("failures by Ctrl+1") << u"failuresPage"_s;
    QTest::newRow("batches by Ctrl+2") << u"batchesPage"_s;
    QTest::newRow("causes by Ctrl+3") << u"causesPage"_s;
    QTest::newRow("queue by Ctrl+4") << u"queuePage"_s;
    QTest::newRow("hosts by Ctrl+5") << u"hostsPage"_s;
    QTest::newRow("dashboard by Ctrl+6") << u"dashboardPage"_s;
    QTest::newRow("activity by Ctrl+7") << u"activityPage"_s;
}

void TestMainWindow::everyPageOpens()
{
    QFETCH(QString, name);
    open();
    const int number = QString::fromLatin1(QTest::currentDataTag()).last(1).toInt();
    QTest::keyClick(m_window, static_cast<Qt::Key>(Qt::Key_0 + number), Qt::ControlModifier);
    QTRY_VERIFY(find<QWidget>(name)->isVisible());
    QCOMPARE(name, QString(m_window->currentPage() + u"Page"));
    QTest::keyClick(m_window, Qt::Key_F5);
}

void TestMainWindow::changesReachTheSidebar()
{
    open();
    auto *sidebar = find<QListWidget>(u"sidebar"_s);
    QTRY_COMPARE(sidebar->item(4)->data(models::RawRole).toInt(), 2);
    const int before = m_desk->batchListRequests;
    m_desk->batchRows = {sampleBatch(u"b1"_s), sampleBatch(u"b2"_s)};
    for (int i = 0; i < 100; ++i)
        emit m_desk->changed();
    QTRY_COMPARE(sidebar->item(1)->data(models::RawRole).toInt(), 2);
    QTRY_COMPARE(m_desk->batchListRequests, before + 2); // at once, and once more for those that followed
}

void TestMainWindow::sidebarCounts()
{
    m_desk->batchRows = {sampleBatch(u"b1"_s), sampleBatch(u"b2"_s, db::BatchState::Done)};
    open();
    auto *sidebar = find<QListWidget>(u"sidebar"_s);
    const auto count = [&](int row) { return sidebar->item(row)->data(models::RawRole).toInt(); };
    QTRY_COMPARE(count(0), 12);
    QTRY_COMPARE(count(1), 1);
    QTRY_COMPARE(count(2), 2);
    QTRY_COMPARE(count(3), 219);
    QTRY_COMPARE(count(4), 2);
}

void TestMainWindow::causeLeadsToItsFailures()
{
    open();
    m_window->showPage(u"causes"_s);
    auto *table = find<QTableView>(u"causeTable"_s);
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QCOMPARE(text(u"causesSummary"_s), u"2 groups of failures with the same cause"_s);
    const QPoint second = table->visualRect(table->model()->index(1, 0)).center();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, second);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, second);
    QTRY_COMPARE(m_window->currentPage(), u"failures"_s);
    QTRY_COMPARE(m_desk->pageRequests.back().filter.cause, core::Cause::NotFound);
    QCOMPARE(m_desk->pageRequests.back().filter.fingerprint, u"404"_s);
}

void TestMainWindow::queueShowsNumbersAndRows()
{
    open();
    m_window->showPage(u"queue"_s);
    auto *page = find<QWidget>(u"queuePage"_s);
    QTRY_COMPARE(page->findChild<QLabel *>(u"tile_pending"_s)->text(), u"204"_s);
    QCOMPARE(page->findChild<QLabel *>(u"tile_oldest"_s)->text(), u"14 min"_s);
    QTRY_COMPARE(find<QTableView>(u"queueTable"_s)->model()->rowCount(), 6);
    m_desk->queue.clear();
    QTest::keyClick(m_window, Qt::Key_F5);
    QTRY_COMPARE(text(u"queueSummary"_s), u"The queue is empty: nothing waits for a retry."_s);
}

void TestMainWindow::dashboardShowsDaysAndSteps()
{
    open();
    m_window->showPage(u"dashboard"_s);
    auto *chart = find<gui::SuccessChart>(u"successChart"_s);
    QTRY_VERIFY(chart->isVisible());
    QVERIFY(chart->hasData());
    auto *steps = find<QTableWidget>(u"stepStatsTable"_s);
    QCOMPARE(steps->rowCount(), 5);
    QCOMPARE(steps->item(0, 4)->text(), u"91.7 %"_s);
}

void TestMainWindow::chartCountsInWholeNumbers_data()
{
    QTest::addColumn<int>("retries");
    QTest::addColumn<double>("top");
    QTest::newRow("none") << 0 << 4.0;
    QTest::newRow("one") << 1 << 4.0;
    QTest::newRow("seven, where halves would not do") << 7 << 8.0;
    QTest::newRow("nine") << 9 << 20.0;
    QTest::newRow("ninety") << 90 << 100.0;
    QTest::newRow("a million") << 1000000 << 1000000.0;
}

void TestMainWindow::chartCountsInWholeNumbers()
{
    QFETCH(int, retries);
    QFETCH(double, top);
    gui::SuccessChart chart;
    db::DayStats day;
    day.date = QDate(2026, 1, 1);
    day.retries = retries;
    day.succeeded = retries;
    chart.showDays({day}, u"retries"_s);
    const auto axes = chart.chart()->axes(Qt::Vertical);
    const auto *numbers = qobject_cast<QValueAxis *>(axes.constFirst());
    QVERIFY(numbers);
    QCOMPARE(numbers->max(), top);
    const double step = numbers->max() / (numbers->tickCount() - 1);
    QCOMPARE(step, std::floor(step));
}

void TestMainWindow::dashboardSaysWhenThereIsNothing()
{
    m_desk->statsAnswer = {};
    open();
    m_window->showPage(u"dashboard"_s);
    QTRY_VERIFY(find<QLabel>(u"noStatsLabel"_s)->isVisible());
    QVERIFY(!find<gui::SuccessChart>(u"successChart"_s)->isVisible());
}

void TestMainWindow::dashboardFollowsThePalette()
{
    open();
    m_window->showPage(u"dashboard"_s);
    auto *chart = find<gui::SuccessChart>(u"successChart"_s);
    QTRY_VERIFY(chart->isVisible());
    const QChart *before = chart->chart();
    QPalette dark;
    dark.setColor(QPalette::Base, Qt::black);
    dark.setColor(QPalette::WindowText, Qt::white);
    m_window->setPalette(dark);
    QTRY_VERIFY(chart->chart() != before);
    QVERIFY(gui::isDark(chart->palette()));
}

void TestMainWindow::workerSwitchIsRemembered()
{
    open();
    QCOMPARE(m_desk->workerStarts, 1); // on by default
    find<QAction>(u"workAction"_s)->trigger();
    QCOMPARE(m_desk->workerStops, 1);
    delete m_window;
    m_settings->reopen();
    open();
    QCOMPARE(m_desk->workerStarts, 1);
    QCOMPARE(text(u"workerLabel"_s), u"Paused: this window does not work the queue off"_s); // others may
}

void TestMainWindow::workerThatStopsByItselfSaysWhy()
{
    open();
    pipeline::WorkerReport report;
    report.error = core::Error{core::ErrorCode::Storage, u"The disk is full: make room."_s, {}};
    m_desk->working = false;
    emit m_desk->workerStopped(report);
    QCOMPARE(find<QAction>(u"workAction"_s)->isChecked(), false);
    QCOMPARE(text(u"messageLabel"_s),
             u"The queue is not worked off any more: The disk is full: make room."_s);
    QCOMPARE(m_desk->workerStarts, 1);
    find<QAction>(u"workAction"_s)->trigger();
    QCOMPARE(m_desk->workerStarts, 2);
}

void TestMainWindow::workerProgressIsShown()
{
    open();
    emit m_desk->workerProgress({3, 512, 204, 16003, 9.8, u"1990 <b>Porsche</b>"_s});
    QCOMPARE(text(u"workerLabel"_s),
             u"3 running · 512 steps done · 204 due · 16,003 images · 9.8 images/s · 1990 <b>Porsche</b>"_s);
    QVERIFY(find<QToolButton>(u"workerStopButton"_s)->isVisible());
    click(u"workerStopButton"_s);
    QCOMPARE(m_desk->workerStops, 1);
}

void TestMainWindow::hostPauseIsANotice()
{
    open();
    emit m_desk->hostPaused(u"127.0.0.1:8080"_s, QDateTime(QDate(2026, 3, 1), QTime(14, 5), Qt::UTC), {});
    QVERIFY(find<gui::MessageBar>(u"messageBar"_s)->isVisible());
    QVERIFY(text(u"messageLabel"_s).startsWith(u"127.0.0.1:8080 asked for a pause until "_s));
}

void TestMainWindow::retryThenUndo()
{
    open();
    m_window->failuresPage()->selectRows(1);
    click(u"retryButton"_s);
    QTRY_VERIFY(m_window->findChild<QPushButton *>(u"startButton"_s));
    QTRY_VERIFY(find<QPushButton>(u"startButton"_s)->isEnabled());
    click(u"startButton"_s);
    QTRY_VERIFY(bar()->isVisible());
    QVERIFY(text(u"batchLabel"_s).startsWith(u"1 retry starts in "_s));
    click(u"undoButton"_s);
    QTRY_COMPARE(text(u"batchLabel"_s), u"Taken back: the retry did not start."_s);
    QCOMPARE(m_desk->cancelledBatches, QStringList{u"batch-1"_s});
    click(u"batchCloseButton"_s);
    QVERIFY(!bar()->isVisible());
}

void TestMainWindow::batchProgressAndEnd()
{
    open();
    bar()->track(u"batch-1"_s, 10, 0);
    emit m_desk->batchChanged(status(db::BatchState::Running, 5));
    QCOMPARE(text(u"batchLabel"_s), u"5 of 10 retries · 20 images stored"_s);
    QCOMPARE(find<QProgressBar>(u"batchProgress"_s)->value(), 5);
    db::BatchRow other = status(db::BatchState::Done, 10);
    other.id = u"other"_s;
    emit m_desk->batchChanged(other);
    QCOMPARE(text(u"batchLabel"_s), u"5 of 10 retries · 20 images stored"_s);
    click(u"undoButton"_s); // now "Cancel"
    QTRY_COMPARE(m_desk->cancelledBatches, QStringList{u"batch-1"_s});
    bar()->track(u"batch-1"_s, 10, 0);
    emit m_desk->batchChanged(status(db::BatchState::Done, 10));
    QCOMPARE(text(u"batchLabel"_s), u"Done: 10 succeeded, 0 failed, 40 images stored."_s);
}

void TestMainWindow::batchOffersToWorkWhenPaused()
{
    m_settings->settings().setValue(u"worker/on"_s, false);
    open();
    bar()->track(u"batch-1"_s, 10, 0);
    QVERIFY(text(u"batchLabel"_s).startsWith(u"Paused:"_s));
    click(u"batchWorkButton"_s);
    QCOMPARE(m_desk->workerStarts, 1);
    QTRY_VERIFY(!text(u"batchLabel"_s).startsWith(u"Paused:"_s));
}

void TestMainWindow::batchIsNotPausedWhileOthersWork()
{
    m_settings->settings().setValue(u"worker/on"_s, false);
    db::WorkerRow worker;
    worker.name = u"shed:7:a1"_s;
    worker.heartbeatAt = QDateTime::currentDateTimeUtc().addSecs(3600); // alive for as long as this takes
    m_desk->workerRows = {worker};
    open();
    bar()->track(u"batch-1"_s, 10, 0);
    emit m_desk->batchChanged(status(db::BatchState::Running, 5));
    QTRY_COMPARE(text(u"batchLabel"_s), u"5 of 10 retries · 20 images stored"_s);
    QVERIFY(find<QPushButton>(u"batchPauseButton"_s)->isVisible());
    QVERIFY(!find<QPushButton>(u"batchWorkButton"_s)->isVisible());
}

void TestMainWindow::pausedBatchSaysWhyAndResumes()
{
    open();
    bar()->track(u"batch-1"_s, 10, 0);
    emit m_desk->batchChanged(status(db::BatchState::Running, 2));
    click(u"batchPauseButton"_s);
    QCOMPARE(m_desk->calls, QStringList{u"pauseBatch batch-1"_s});
    QTRY_VERIFY(find<QPushButton>(u"batchPauseButton"_s)->isEnabled());
    db::BatchRow paused = status(db::BatchState::Paused, 2);
    paused.stateReason = u"Canary: 1 of 2 succeeded"_s;
    emit m_desk->batchChanged(paused);
    QCOMPARE(text(u"batchLabel"_s),
             u"Paused (Canary: 1 of 2 succeeded): 2 of 10 retries · 8 images stored"_s);
    QVERIFY(!find<QPushButton>(u"batchWorkButton"_s)->isVisible());
    QCOMPARE(find<QPushButton>(u"batchPauseButton"_s)->text(), u"Resume"_s);
    click(u"batchPauseButton"_s);
    QTRY_COMPARE(m_desk->calls.last(), u"resumeBatch batch-1"_s);
    emit m_desk->batchChanged(status(db::BatchState::Running, 3));
    QCOMPARE(find<QPushButton>(u"batchPauseButton"_s)->text(), u"Pause"_s);
}

void TestMainWindow::batchPausedBeforeItStartedSaysSo()
{
    open();
    bar()->track(u"batch-1"_s, 10, 30);
    QVERIFY(!find<QPushButton>(u"batchPauseButton"_s)->isVisible());
    emit m_desk->batchChanged(status(db::BatchState::Paused, 0));
    QVERIFY(text(u"batchLabel"_s).startsWith(u"Paused"_s));
    QVERIFY(find<QPushButton>(u"batchPauseButton"_s)->isVisible());
}

void TestMainWindow::laterStartIsToldByTheClock()
{
    open();
    const QDateTime noon(QDate(2026, 3, 1), QTime(12, 0));
    gui::BatchBar later(m_desk, nullptr, [noon] { return noon.toUTC(); });
    later.track(u"batch-1"_s, 1304, 7200);
    const QString time = QLocale().toString(QTime(14, 0), QLocale::ShortFormat);
    QCOMPARE(later.findChild<QLabel *>(u"batchLabel"_s)->text(), u"1,304 retries start at %1"_s.arg(time));
}

void TestMainWindow::memberOfABatchLeadsToItsVehicle()
{
    m_desk->batchRows = {sampleBatch(u"b1"_s)};
    db::BatchItemRow item;
    item.vehicleId = u"v3"_s;
    m_desk->itemRows[u"b1"_s] = {item};
    open();
    m_window->showPage(u"batches"_s);
    auto *members = find<QTableView>(u"batchItemTable"_s);
    QTRY_COMPARE(members->model()->rowCount(), 1);
    members->setCurrentIndex(members->model()->index(0, 0));
    members->setFocus();
    QTest::keyClick(members, Qt::Key_Return);
    QTRY_COMPARE(m_window->currentPage(), u"failures"_s);
    QCOMPARE(find<QTableView>(u"failureTable"_s)->currentIndex().data(models::VehicleIdRole).toString(),
             u"v3"_s);
}

void TestMainWindow::lostBatchIsTakenBackWithoutStart()
{
    open();
    bar()->track(u"batch-1"_s, 1304, 30);
    QCOMPARE(text(u"batchLabel"_s), u"1,304 retries start in 30 s"_s);
    m_desk->error = core::Error{core::ErrorCode::Database, u"The database is gone."_s, {}};
    click(u"undoButton"_s);
    QTRY_COMPARE(text(u"messageLabel"_s), u"The database is gone."_s);
    QVERIFY(find<QPushButton>(u"undoButton"_s)->isEnabled());
}

void TestMainWindow::cancelledBatchSaysWhatWasDone()
{
    open(); // the worker is on
    bar()->track(u"batch-1"_s, 10, 0);
    db::BatchRow cancelled = status(db::BatchState::Running, 7);
    cancelled.succeeded = 2;
    cancelled.cancelled = 5;
    emit m_desk->batchChanged(cancelled);
    QCOMPARE(text(u"batchLabel"_s), u"2 of 10 retries · 28 images stored · 5 taken back"_s);
    cancelled.state = db::BatchState::Cancelled;
    cancelled.succeeded = 0;
    cancelled.imagesStored = 0;
    emit m_desk->batchChanged(cancelled);
    QCOMPARE(text(u"batchLabel"_s), u"Cancelled after 0 of 10 retries: 0 succeeded, 0 failed."_s);
}

void TestMainWindow::keysOfTheWindow()
{
    m_settings->settings().setValue(u"worker/on"_s, false);
    open();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window));
    auto *search = find<QLineEdit>(u"filterText"_s);
    search->setFocus();
    QTest::keyClicks(search, u"p?"_s);
    QCOMPARE(search->text(), u"p?"_s);
    QCOMPARE(m_desk->workerStarts, 0);
    find<QTableView>(u"failureTable"_s)->setFocus();
    QTest::keyClick(m_window->focusWidget(), Qt::Key_P);
    QCOMPARE(m_desk->workerStarts, 1);
    QTest::keyClick(m_window->focusWidget(), Qt::Key_P);
    QCOMPARE(m_desk->workerStops, 1);
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Question);
    QTRY_VERIFY(m_window->findChild<QDialog *>(u"shortcutsDialog"_s));
    auto *keys = find<QDialog>(u"shortcutsDialog"_s);
    const QList<QLabel *> labels = keys->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const QLabel *label) { return label->text() == u"Ctrl+1 … Ctrl+7"; }));
    keys->activateWindow(); // no window manager does it here
    QTRY_COMPARE(QApplication::activeWindow(), keys);
    QTest::keyClick(keys, Qt::Key_Escape);
    QTRY_VERIFY(!m_window->findChild<QDialog *>(u"shortcutsDialog"_s));
}

void TestMainWindow::workspaceActionsAsk()
{
    open();
    QSignalSpy opened(m_window, &MainWindow::openWorkspaceRequested);
    QSignalSpy created(m_window, &MainWindow::newWorkspaceRequested);
    find<QAction>(u"openWorkspaceAction"_s)->trigger();
    QCOMPARE(opened.count(), 0); // cancelled
    m_shell->file = u"/tmp/other.retrydesk"_s;
    find<QAction>(u"openWorkspaceAction"_s)->trigger();
    find<QAction>(u"newWorkspaceAction"_s)->trigger();
    QCOMPARE(opened.at(0)[0].toString(), m_shell->file);
    QCOMPARE(created.at(0)[0].toString(), m_shell->file);
}

void TestMainWindow::errorIsShownAndClosed()
{
    open();
    m_window->showError(u"<b>Bad</b>"_s);
    QCOMPARE(find<QLabel>(u"messageLabel"_s)->textFormat(), Qt::PlainText);
    QVERIFY(find<QWidget>(u"messageBar"_s)->isVisible());
    click(u"messageCloseButton"_s);
    QVERIFY(!find<QWidget>(u"messageBar"_s)->isVisible());
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
