// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/failurespage.h"
#include "gui/icons.h"
#include "gui/mainwindow.h"
#include "gui/workspacedesk.h"
#include "pipeline/workspace.h"
#include "support/demoorigin.h"

#include <QAction>
#include <QDialog>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace Qt::StringLiterals;
using testsupport::DemoOrigin;

//! The window over a real workspace and a real origin on loopback, driven by clicks and keys.
class TestDesk : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup();
    void importShowsWhatIsMissing();
    void retryRequestsExactlyWhatIsMissing();
    void undoTakesTheRetryBack();
    void cancelTakesAPausedBatchBack();
    void cancelEndsARunningBatch();
    void cancelEndsAnImport();
    void exportIsReadBack();
    void staysResponsive();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        T *found = m_window->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    template <typename T>
    T *wait(const QString &name) const
    {
        (void)QTest::qWaitFor([&] {
            const T *found = m_window->findChild<T *>(name);
            return found && found->isVisible() && found->isEnabled();
        });
        return find<T>(name);
    }
    template <typename T>
    void set(const QString &key, const T &value);
    void click(const QString &name) { QTest::mouseClick(wait<QWidget>(name), Qt::LeftButton); }
    void importUrls(const QStringList &urls);
    void startRetry(int undoSeconds);
    void selectFirstRow();
    int rowCount() const { return find<QTableView>(u"failureTable"_s)->model()->rowCount(); }
    db::QueueStatus queue() const;
    qint64 missingImages() const;
    QString batchText() const { return find<QLabel>(u"batchLabel"_s)->text(); }
    QString imagesOfRow(int row) const
    {
        return find<QTableView>(u"failureTable"_s)->model()->index(row, 2).data().toString();
    }

    QTemporaryDir *m_folder = nullptr;
    DemoOrigin *m_origin = nullptr;
    gui::WorkspaceDesk *m_desk = nullptr;
    FakeShell *m_shell = nullptr;
    TestSettings *m_settings = nullptr;
    gui::MainWindow *m_window = nullptr;
    QString m_slug;
    QStringList m_images; //!< URLs of the listing's images
};

template <typename T>
void TestDesk::set(const QString &key, const T &value)
{
    auto future = m_desk->workspace().setSetting(key, value);
    future.waitForFinished();
    if (!future.result())
        qFatal("%s: %s", qPrintable(key), qPrintable(future.result().error().message));
}

db::QueueStatus TestDesk::queue() const
{
    auto future = m_desk->queueStatus();
    future.waitForFinished();
    const core::Result<db::QueueStatus> status = future.result();
    if (!status)
        qFatal("%s", qPrintable(status.error().message));
    return *status;
}

qint64 TestDesk::missingImages() const
{
    auto future = m_desk->failures({});
    future.waitForFinished();
    const core::Result<db::FailurePage> page = future.result();
    if (!page)
        qFatal("%s", qPrintable(page.error().message));
    qint64 missing = 0;
    for (const db::FailureRow &row : page->rows)
        missing += row.missingCount;
    return missing;
}

void TestDesk::init()
{
    m_folder = new QTemporaryDir;
    testsupport::OriginOptions options;
    options.imageSize = QSize(60, 40);
    m_origin = new DemoOrigin(options);
    QVERIFY2(m_origin->start(), qPrintable(m_origin->errorString()));
    m_slug = QUrl(m_origin->listingUrls().constFirst()).path().section(u'/', 2, 2);
    m_images = m_origin->imageUrls(m_slug);
    QVERIFY(m_images.size() > 4);

    const QString file = m_folder->filePath(u"desk.retrydesk"_s);
    const auto created = pipeline::Workspace::create(file, {});
    QVERIFY2(created.hasValue(), "no workspace");
    auto workspace = pipeline::Workspace::open(file);
    QVERIFY2(workspace.hasValue(), "workspace not opened");
    m_desk = new gui::WorkspaceDesk(std::move(workspace).value());
    set(u"net.allow"_s, u"127.0.0.0/8"_s);
    set(u"net.rate_per_host"_s, u"0"_s);
    set(u"breaker.min_requests"_s, u"100000"_s); // an origin that always fails is not held here
    m_shell = new FakeShell;
    m_settings = new TestSettings;
    m_settings->settings().setValue(u"worker/on"_s, false);
    m_window = new gui::MainWindow(m_desk, m_shell, &m_settings->settings());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window));
}

void TestDesk::cleanup()
{
    delete m_window;
    m_window = nullptr;
    delete m_desk;
    m_desk = nullptr;
    delete m_settings;
    delete m_shell;
    delete m_origin;
    delete m_folder;
}

void TestDesk::importUrls(const QStringList &urls)
{
    find<QAction>(u"importAction"_s)->trigger();
    wait<QPlainTextEdit>(u"urlEdit"_s)->setPlainText(urls.join(u'\n'));
    click(u"importButton"_s);
    const bool isDone = QTest::qWaitFor(
        [this] {
            const QDialog *dialog = m_window->findChild<QDialog *>(u"ImportDialog"_s);
            return dialog->findChild<QLabel *>(u"summaryLabel"_s)->text().contains(u"created"_s);
        },
        20000);
    if (!isDone)
        qFatal("the import does not end: %s", qPrintable(find<QLabel>(u"summaryLabel"_s)->text()));
    click(u"closeButton"_s);
    (void)QTest::qWaitFor([this] { return !m_window->findChild<QDialog *>(u"ImportDialog"_s); });
}

void TestDesk::selectFirstRow()
{
    auto *table = wait<QTableView>(u"failureTable"_s);
    (void)QTest::qWaitFor([this] { return rowCount() > 0; });
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
}

void TestDesk::startRetry(int undoSeconds)
{
    click(u"retryButton"_s);
    QSpinBox *undo = wait<QSpinBox>(u"undoSpin"_s);
    undo->setValue(undoSeconds);
    click(u"startButton"_s);
    (void)QTest::qWaitFor([this] { return find<QWidget>(u"batchBar"_s)->isVisible(); });
}

void TestDesk::importShowsWhatIsMissing()
{
    m_origin->setFault(QUrl(m_images[1]).path(), testsupport::Fault::withStatus(404));
    QTRY_VERIFY(find<QLabel>(u"emptyLabel"_s)->text().contains(u"Nothing imported yet"_s));
    importUrls({m_origin->listingUrls().constFirst()});
    QTRY_COMPARE(rowCount(), 1);
    QTRY_COMPARE(imagesOfRow(0), u"%1 / %2"_s.arg(m_images.size() - 1).arg(m_images.size()));
    QTRY_COMPARE(find<QToolButton>(u"typeButton_partial_images"_s)->text(), u"Partial images  1"_s);
    click(u"typeButton_missing_vin"_s);
    QTRY_COMPARE(rowCount(), 0);
    QTRY_VERIFY(find<QLabel>(u"emptyLabel"_s)->text().startsWith(u"No failures match"_s));
    click(u"emptyButton"_s);
    QTRY_COMPARE(rowCount(), 1);
    selectFirstRow();
    QTRY_COMPARE(find<QLabel>(u"stepState_backfill_images"_s)->text(),
                 u"1 of %1 missing"_s.arg(m_images.size()));
}

void TestDesk::retryRequestsExactlyWhatIsMissing()
{
    const QString first = QUrl(m_images[0]).path();
    const QString third = QUrl(m_images[2]).path();
    m_origin->setFault(first, testsupport::Fault::withStatus(500));
    m_origin->setFault(third, testsupport::Fault::withStatus(500));
    importUrls({m_origin->listingUrls().constFirst()});
    QTRY_COMPARE(rowCount(), 1);
    m_origin->clearFaults();
    m_origin->log().clear();
    selectFirstRow();
    QTRY_COMPARE(find<QToolButton>(u"retryButton"_s)->text(), u"Retry 2 missing images of 1 vehicle…"_s);
    startRetry(0);
    click(u"batchWorkButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(batchText().startsWith(u"Done: 1 succeeded, 0 failed"_s), 20000);
    QCOMPARE(m_origin->requestCount(), 2);
    QCOMPARE(m_origin->requestCount(first), 1);
    QCOMPARE(m_origin->requestCount(third), 1);
    QTRY_COMPARE(imagesOfRow(0), u"%1 / %1"_s.arg(m_images.size()));
    QCOMPARE(rowCount(), 1); // it stays while one looks at it
    QTRY_COMPARE(find<QToolButton>(u"typeButton_all"_s)->text(), u"All  0"_s);
    find<QAction>(u"refreshAction"_s)->trigger();
    QTRY_COMPARE(rowCount(), 0);
    QTRY_VERIFY(find<QLabel>(u"emptyLabel"_s)->text().startsWith(u"Nothing is missing"_s));
}

void TestDesk::undoTakesTheRetryBack()
{
    m_origin->setFault(QUrl(m_images[0]).path(), testsupport::Fault::withStatus(500));
    importUrls({m_origin->listingUrls().constFirst()});
    m_origin->clearFaults();
    m_origin->log().clear();
    selectFirstRow();
    find<QAction>(u"workAction"_s)->setChecked(true);
    startRetry(60);
    QTRY_VERIFY(batchText().startsWith(u"1 retry starts in "_s));
    click(u"undoButton"_s);
    QTRY_COMPARE(batchText(), u"Taken back: the retry did not start."_s);
    QCOMPARE(m_origin->requestCount(), 0);
    QCOMPARE(imagesOfRow(0), u"%1 / %2"_s.arg(m_images.size() - 1).arg(m_images.size()));
}

void TestDesk::cancelTakesAPausedBatchBack()
{
    m_origin->setFault(u"/wp-content/*"_s, testsupport::Fault::withStatus(500));
    importUrls(m_origin->listingUrls().mid(0, 3));
    QTRY_COMPARE(rowCount(), 3);
    m_origin->clearFaults();
    click(u"selectAllButton"_s);
    startRetry(0);
    QTRY_VERIFY(batchText().startsWith(u"Paused: 0 of 3 retries"_s));
    click(u"undoButton"_s); // reads "Cancel" by now
    QTRY_VERIFY(batchText().startsWith(u"Taken back: none of the 3 retries started."_s));
}

void TestDesk::cancelEndsARunningBatch()
{
    m_origin->setFault(u"/wp-content/*"_s, testsupport::Fault::withStatus(500));
    importUrls(m_origin->listingUrls().mid(0, 3));
    QTRY_COMPARE(rowCount(), 3);
    m_origin->setFault(u"/wp-content/*"_s, testsupport::Fault::delayed(200));
    m_origin->log().clear();
    const qint64 completed = queue().completed; // the other steps of the import
    set(u"net.per_host"_s, u"2"_s);
    click(u"selectAllButton"_s);
    startRetry(0);
    click(u"batchWorkButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_origin->requestCount() >= 4, 20000);
    click(u"undoButton"_s); // reads "Cancel" by now
    QTRY_VERIFY_WITH_TIMEOUT(batchText().startsWith(u"Cancelled after 0 of 3 retries"_s), 20000);
    QTRY_COMPARE(m_origin->log().concurrent(), 0);
    const int asked = m_origin->requestCount();
    QTRY_COMPARE(queue().running, 0);
    QCOMPARE(queue().completed, completed);
    const qint64 wanted = missingImages();
    QVERIFY2(wanted > 2 && asked < wanted, "too few images to cancel anything");
    // The worker is on and idle: were anything left of the batch, it would ask for it now.
    QTRY_VERIFY(find<QLabel>(u"workerLabel"_s)->text().startsWith(u"Waiting for work"_s));
    QCOMPARE(m_origin->requestCount(), asked);
    selectFirstRow();
    QTRY_VERIFY(find<QLabel>(u"stepState_backfill_images"_s)->text().endsWith(u"missing"_s));
    m_origin->clearFaults(); // and it can be started again, for what is still missing only
    m_origin->log().clear();
    const qint64 left = missingImages();
    click(u"selectAllButton"_s);
    startRetry(0);
    QTRY_VERIFY_WITH_TIMEOUT(batchText().startsWith(u"Done: 3 succeeded, 0 failed"_s), 20000);
    QCOMPARE(m_origin->requestCount(), left);
}

void TestDesk::cancelEndsAnImport()
{
    m_origin->setFault(u"*"_s, testsupport::Fault::delayed(200));
    const QStringList urls = m_origin->listingUrls();
    find<QAction>(u"importAction"_s)->trigger();
    wait<QPlainTextEdit>(u"urlEdit"_s)->setPlainText(urls.join(u'\n'));
    set(u"net.per_host"_s, u"1"_s);
    click(u"importButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_origin->requestCount() >= 3, 20000);
    QCOMPARE(find<QPushButton>(u"closeButton"_s)->text(), u"Cancel"_s);
    click(u"closeButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(find<QPushButton>(u"closeButton"_s)->text(), u"Close"_s, 20000);
    const auto *dialog = find<QDialog>(u"ImportDialog"_s);
    const QString said = dialog->findChild<QLabel *>(u"summaryLabel"_s)->text() +
                         dialog->findChild<QLabel *>(u"messageLabel"_s)->text();
    QVERIFY2(said.startsWith(u"Cancelled."_s), qPrintable(said));
    QTRY_COMPARE(m_origin->log().concurrent(), 0);
    const int asked = m_origin->requestCount();
    int listings = 0;
    for (const QString &url : urls)
        listings += m_origin->requestCount(QUrl(url).path());
    QVERIFY2(listings < urls.size(), "all was imported before it was cancelled");
    click(u"closeButton"_s);
    QTRY_VERIFY(!m_window->findChild<QDialog *>(u"ImportDialog"_s));
    QTest::qWait(0);
    QCOMPARE(m_origin->requestCount(), asked);
}

void TestDesk::exportIsReadBack()
{
    m_origin->setFault(QUrl(m_images[0]).path(), testsupport::Fault::withStatus(404));
    importUrls({m_origin->listingUrls().constFirst()});
    selectFirstRow();
    m_shell->file = m_folder->filePath(u"report.csv"_s);
    click(u"exportButton"_s);
    click(u"saveButton"_s);
    QTRY_VERIFY(find<QLabel>(u"messageLabel"_s)->window()->isVisible());
    const QDialog *dialog = find<QDialog>(u"ExportDialog"_s);
    QTRY_COMPARE(dialog->findChild<QLabel *>(u"messageLabel"_s)->text(),
                 u"1 row written to %1"_s.arg(m_shell->file));
    QFile file(m_shell->file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[0].contains("vehicle_id"));
    QVERIFY(lines[1].contains("partial_images"));
    QVERIFY(lines[1].contains(m_slug.toUtf8()));
    QVERIFY(QFile::exists(m_shell->file + u".manifest.json"_s));
}

void TestDesk::staysResponsive()
{
    // A timer on the GUI thread must keep its beat while the engine works.
    QElapsedTimer since;
    qint64 longest = 0;
    QTimer beat;
    connect(&beat, &QTimer::timeout, this, [&] { longest = qMax(longest, since.restart()); });
    beat.start(5);
    since.start();
    importUrls(m_origin->listingUrls().mid(0, 6));
    QVERIFY2(longest < 500, qPrintable(u"the window stood still for %1 ms"_s.arg(longest)));
}

QTEST_MAIN(TestDesk)
#include "tst_desk.moc"
