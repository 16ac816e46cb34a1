// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/connectdialog.h"
#include "gui/exportdialog.h"
#include "gui/icons.h"
#include "gui/importdialog.h"
#include "gui/previewdialog.h"

#include <QCheckBox>
#include <QDateTimeEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPromise>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;

class TestDialogs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup();
    void previewShowsPlan();
    void previewReasonShowsVehicles();
    void previewStartsExactlyThePlanShown();
    void enterStarts();
    void previewPassesTheOptionsOn_data();
    void previewPassesTheOptionsOn();
    void oneRetryHasNoCanary();
    void previewReplansWithFinalCauses();
    void previewOfNothingCannotStart();
    void previewShowsErrors();
    void importNeedsSomething_data();
    void importNeedsSomething();
    void importOfUrls();
    void importOfFiles();
    void importShowsLinesAndSummary();
    void importCancels();
    void importShowsErrors();
    void closingWhileImportingCancels();
    void droppedThingsFillTheForm_data();
    void droppedThingsFillTheForm();
    void exportWritesChosenColumns();
    void exportRawIsAChoice();
    void exportShowsErrors();
    void exportWithoutFileDoesNothing();
    void anAnswerIsAboutWhatIsTyped();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        T *found = m_dialog->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    template <typename T>
    T *show(T *dialog)
    {
        m_dialog = dialog;
        dialog->open();
        return dialog;
    }
    gui::PreviewDialog *preview();
    void click(const QString &name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }
    QString text(const QString &name) const { return find<QLabel>(name)->text(); }

    FakeDesk *m_desk = nullptr;
    FakeShell *m_shell = nullptr;
    QPointer<QDialog> m_dialog;
};

void TestDialogs::init()
{
    m_desk = new FakeDesk;
    m_shell = new FakeShell;
    fillWithSamples(*m_desk, 4);
}

void TestDialogs::cleanup()
{
    delete m_dialog;
    delete m_shell;
    delete m_desk;
}

gui::PreviewDialog *TestDialogs::preview()
{
    pipeline::PlanRequest request;
    request.vehicleIds = QStringList{u"v0"_s};
    auto *dialog = show(new gui::PreviewDialog(m_desk, request));
    if (!QTest::qWaitFor([this] { return find<QProgressBar>(u"busyBar"_s)->isHidden(); }))
        qFatal("no plan");
    return dialog;
}

void TestDialogs::previewShowsPlan()
{
    preview();
    QCOMPARE(text(u"summaryLabel"_s),
             u"1 vehicle will be retried with 4 requests, which takes about 1 min at the polite rate."_s);
    const QAbstractItemModel *plan = find<QTableView>(u"planTable"_s)->model();
    QStringList lines;
    for (int row = 0; row < plan->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < plan->columnCount(); ++column)
            cells += plan->index(row, column).data().toString().trimmed();
        lines += cells.join(u'|');
    }
    QCOMPARE(lines, QStringList({u"By step|||"_s, u"images|1|4|"_s, u"By host, at the polite rate|||"_s,
                                 u"bringatrailer.com|1|4|1 min"_s, u"By cause of the last failure|||"_s,
                                 u"server error|1|4|"_s}));
}

void TestDialogs::previewReasonShowsVehicles()
{
    preview();
    auto *table = find<QTableView>(u"exclusionTable"_s);
    QCOMPARE(table->model()->index(0, 0).data().toString(), u"the cause is final"_s);
    QVERIFY(!find<QListView>(u"excludedList"_s)->isVisible());
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
    auto *list = find<QListView>(u"excludedList"_s);
    QVERIFY(list->isVisible());
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"1962 Porsche Supra – images"_s);
}

void TestDialogs::previewStartsExactlyThePlanShown()
{
    m_desk->planAnswer.hash = u"abc"_s;
    gui::PreviewDialog *dialog = preview();
    QSignalSpy started(dialog, &gui::PreviewDialog::started);
    QSignalSpy closed(dialog, &QDialog::finished);
    find<QSpinBox>(u"undoSpin"_s)->setValue(7);
    click(u"startButton"_s);
    QTRY_COMPARE(closed.count(), 1);
    QCOMPARE(m_desk->startedBatches.size(), size_t(1));
    QCOMPARE(m_desk->startedBatches[0].first.hash, u"abc"_s);
    QCOMPARE(m_desk->startedBatches[0].second.undoWindowSeconds, 7);
    QCOMPARE(started[0][0].toString(), u"batch-1"_s);
    QCOMPARE(started[0][1].toLongLong(), 1);
}

void TestDialogs::enterStarts()
{
    preview();
    QTest::keyClick(m_dialog, Qt::Key_Return);
    QTRY_COMPARE(m_desk->startedBatches.size(), size_t(1));
}

void TestDialogs::previewPassesTheOptionsOn_data()
{
    QTest::addColumn<bool>("isCanary");
    QTest::addColumn<bool>("isLater");
    QTest::addColumn<int>("canarySize");
    QTest::addColumn<int>("delay");
    QTest::newRow("as it comes") << false << false << 0 << 7;
    QTest::newRow("with a canary") << true << false << 3 << 7;
    QTest::newRow("in an hour") << false << true << 0 << 3600;
    QTest::newRow("both") << true << true << 3 << 3600;
}

void TestDialogs::previewPassesTheOptionsOn()
{
    QFETCH(bool, isCanary);
    QFETCH(bool, isLater);
    m_desk->planAnswer.items.push_back(m_desk->planAnswer.items[0]);
    const QDateTime now(QDate(2026, 3, 1), QTime(12, 10), Qt::UTC);
    auto *dialog = show(new gui::PreviewDialog(m_desk, {}, nullptr, [now] { return now; }));
    QTRY_VERIFY(find<QPushButton>(u"startButton"_s)->isEnabled());
    QSignalSpy started(dialog, &gui::PreviewDialog::started);
    find<QSpinBox>(u"undoSpin"_s)->setValue(7);
    QVERIFY(!find<QSpinBox>(u"canarySizeSpin"_s)->isEnabled());
    find<QCheckBox>(u"canaryCheck"_s)->setChecked(isCanary);
    find<QSpinBox>(u"canarySizeSpin"_s)->setValue(3);
    find<QSpinBox>(u"canaryPercentSpin"_s)->setValue(60);
    find<QCheckBox>(u"laterCheck"_s)->setChecked(isLater);
    find<QDateTimeEdit>(u"laterEdit"_s)->setDateTime(now.addSecs(3600).toLocalTime());
    QTest::keyClick(m_dialog, Qt::Key_Return);
    QTRY_COMPARE(m_desk->startedBatches.size(), size_t(1));
    const pipeline::BatchOptions options = m_desk->startedBatches[0].second;
    QTEST(options.canarySize, "canarySize");
    QCOMPARE(options.canaryMinPercent, isCanary ? 60 : pipeline::BatchOptions().canaryMinPercent);
    QTEST(options.undoWindowSeconds, "delay");
    QTRY_COMPARE(started.count(), 1);
    QTEST(started[0][2].toInt(), "delay");
}

void TestDialogs::oneRetryHasNoCanary()
{
    preview();
    QVERIFY(!find<QCheckBox>(u"canaryCheck"_s)->isEnabled());
}

void TestDialogs::previewReplansWithFinalCauses()
{
    preview();
    QCOMPARE(m_desk->planRequests.size(), size_t(1));
    QVERIFY(!m_desk->planRequests[0].includeFinal);
    find<QCheckBox>(u"includeFinalCheck"_s)->click();
    QVERIFY(!find<QPushButton>(u"startButton"_s)->isEnabled());
    QTRY_COMPARE(m_desk->planRequests.size(), size_t(2));
    QVERIFY(m_desk->planRequests[1].includeFinal);
    QTRY_VERIFY(find<QPushButton>(u"startButton"_s)->isEnabled());
}

void TestDialogs::previewOfNothingCannotStart()
{
    m_desk->planAnswer.items.clear();
    preview();
    QVERIFY(text(u"summaryLabel"_s).startsWith(u"Nothing can be retried"_s));
    QVERIFY(!find<QPushButton>(u"startButton"_s)->isEnabled());
    QTest::keyClick(m_dialog, Qt::Key_Return);
    QVERIFY(m_desk->startedBatches.empty());
}

void TestDialogs::previewShowsErrors()
{
    preview();
    m_desk->error =
        core::Error{core::ErrorCode::Storage, u"The disk is full: make room and try again."_s, {}};
    click(u"startButton"_s);
    QTRY_COMPARE(text(u"summaryLabel"_s), m_desk->error->message);
    QVERIFY(m_dialog->isVisible());
    QVERIFY(find<QPushButton>(u"startButton"_s)->isEnabled());
}

void TestDialogs::importNeedsSomething_data()
{
    QTest::addColumn<int>("tab");
    QTest::addColumn<QString>("message");
    QTest::newRow("no address") << 0 << u"Enter the address of at least one listing."_s;
    QTest::newRow("no page") << 1 << u"Choose the saved page of a listing."_s;
    QTest::newRow("no list") << 2 << u"Choose a list of addresses or a saved index page."_s;
}

void TestDialogs::importNeedsSomething()
{
    QFETCH(int, tab);
    show(new gui::ImportDialog(m_desk, m_shell));
    find<QTabWidget>(u"sourceTabs"_s)->setCurrentIndex(tab);
    click(u"importButton"_s);
    QTEST(text(u"messageLabel"_s), "message");
    QVERIFY(find<QLabel>(u"messageLabel"_s)->isVisible());
    QVERIFY(m_desk->importRequests.empty());
}

void TestDialogs::importOfUrls()
{
    show(new gui::ImportDialog(m_desk, m_shell));
    find<QPlainTextEdit>(u"urlEdit"_s)->setPlainText(u"https://a.example/1\n\n  https://a.example/2 "_s);
    find<QCheckBox>(u"imagesCheck"_s)->click();
    click(u"importButton"_s);
    QCOMPARE(m_desk->importRequests.size(), size_t(1));
    QCOMPARE(m_desk->importRequests[0].urls,
             QStringList({u"https://a.example/1"_s, u"https://a.example/2"_s}));
    QVERIFY(!m_desk->importRequests[0].images);
}

void TestDialogs::importOfFiles()
{
    show(new gui::ImportDialog(m_desk, m_shell));
    m_shell->file = u"/tmp/page.html"_s;
    find<QTabWidget>(u"sourceTabs"_s)->setCurrentIndex(1);
    click(u"pageButton"_s);
    QCOMPARE(find<QLineEdit>(u"pageEdit"_s)->text(), m_shell->file);
    click(u"importButton"_s);
    QCOMPARE(m_desk->importRequests.at(0).htmlFile, m_shell->file);
    QTRY_VERIFY(find<QPushButton>(u"importButton"_s)->isEnabled());
    find<QTabWidget>(u"sourceTabs"_s)->setCurrentIndex(2);
    click(u"listButton"_s);
    find<QCheckBox>(u"nonVehiclesCheck"_s)->click();
    click(u"importButton"_s);
    QCOMPARE(m_desk->importRequests.at(1).listFile, m_shell->file);
    QVERIFY(m_desk->importRequests.at(1).htmlFile.isEmpty());
    QVERIFY(m_desk->importRequests.at(1).includeNonVehicles);
}

void TestDialogs::importShowsLinesAndSummary()
{
    pipeline::ImportLine line;
    line.url = u"https://a.example/1"_s;
    line.action = u"created"_s;
    line.steps[core::Step::BackfillImages] = {core::StepStatus::Failed, core::Cause::NotFound,
                                              u"not there"_s};
    line.imagesFound = 42;
    line.imagesStored = 38;
    m_desk->importLines = {line, line};
    m_desk->importAnswer = {1, 0, 0, 1};
    show(new gui::ImportDialog(m_desk, m_shell));
    QTest::keyClicks(find<QPlainTextEdit>(u"urlEdit"_s), line.url);
    click(u"importButton"_s);
    const QAbstractItemModel *lines = find<QTableView>(u"lineTable"_s)->model();
    QTRY_COMPARE(lines->rowCount(), 1);
    QCOMPARE(lines->index(0, 1).data().toString(), u"created"_s);
    QCOMPARE(lines->index(0, 6).data().toString(), u"38 / 42"_s);
    QTRY_VERIFY(text(u"summaryLabel"_s).startsWith(u"1 created, 0 updated, 0 skipped. 1 are incomplete"_s));
}

void TestDialogs::importCancels()
{
    m_desk->holdsImport = true;
    show(new gui::ImportDialog(m_desk, m_shell));
    QTest::keyClicks(find<QPlainTextEdit>(u"urlEdit"_s), u"https://a.example/1"_s);
    click(u"importButton"_s);
    QCOMPARE(find<QPushButton>(u"closeButton"_s)->text(), u"Cancel"_s);
    click(u"closeButton"_s);
    QCOMPARE(m_desk->importCancels, 1);
    QVERIFY(m_dialog->isVisible());
    m_desk->endImport();
    QTRY_VERIFY(text(u"summaryLabel"_s).startsWith(u"Cancelled."_s));
    QCOMPARE(find<QPushButton>(u"closeButton"_s)->text(), u"Close"_s);
}

void TestDialogs::importShowsErrors()
{
    m_desk->error = core::Error{core::ErrorCode::Usage, u"“x” is no web address."_s, {}};
    show(new gui::ImportDialog(m_desk, m_shell));
    QTest::keyClicks(find<QPlainTextEdit>(u"urlEdit"_s), u"x"_s);
    click(u"importButton"_s);
    QTRY_COMPARE(text(u"messageLabel"_s), m_desk->error->message);
    QVERIFY(find<QPushButton>(u"importButton"_s)->isEnabled());
}

void TestDialogs::closingWhileImportingCancels()
{
    m_desk->holdsImport = true;
    show(new gui::ImportDialog(m_desk, m_shell));
    QTest::keyClicks(find<QPlainTextEdit>(u"urlEdit"_s), u"https://a.example/1"_s);
    click(u"importButton"_s);
    delete m_dialog;
    QCOMPARE(m_desk->importCancels, 1);
    m_desk->endImport();
}

void TestDialogs::droppedThingsFillTheForm_data()
{
    QTest::addColumn<QList<QUrl>>("urls");
    QTest::addColumn<QString>("droppedText");
    QTest::addColumn<int>("tab");
    QTest::newRow("a web address") << QList<QUrl>{QUrl(u"https://a.example/1"_s)} << QString() << 0;
    QTest::newRow("addresses as text") << QList<QUrl>() << u"https://a.example/1\nhttps://a.example/2"_s << 0;
    QTest::newRow("a saved page") << QList<QUrl>{QUrl::fromLocalFile(u"/tmp/a.html"_s)} << QString() << 1;
    QTest::newRow("a list") << QList<QUrl>{QUrl::fromLocalFile(u"/tmp/a.txt"_s)} << QString() << 2;
    QTest::newRow("prose") << QList<QUrl>() << u"hello"_s << -1;
}

void TestDialogs::droppedThingsFillTheForm()
{
    QFETCH(QList<QUrl>, urls);
    QFETCH(QString, droppedText);
    QFETCH(int, tab);
    QMimeData data;
    if (!urls.isEmpty())
        data.setUrls(urls);
    if (!droppedText.isEmpty())
        data.setText(droppedText);
    auto *dialog = show(new gui::ImportDialog(m_desk, m_shell));
    QCOMPARE(gui::ImportDialog::canTake(data), tab >= 0);
    QCOMPARE(dialog->take(data), tab >= 0);
    if (tab >= 0)
        QCOMPARE(find<QTabWidget>(u"sourceTabs"_s)->currentIndex(), tab);
}

void TestDialogs::exportWritesChosenColumns()
{
    pipeline::ExportRequest request;
    request.vehicleIds = QStringList{u"v0"_s, u"v1"_s};
    show(new gui::ExportDialog(m_desk, m_shell, request, 4));
    QCOMPARE(text(u"summaryLabel"_s), u"The 2 selected vehicles as CSV."_s);
    find<QListWidget>(u"columnList"_s)->item(0)->setCheckState(Qt::Unchecked);
    m_shell->file = u"/tmp/out/report.csv"_s;
    click(u"saveButton"_s);
    QTRY_COMPARE(text(u"messageLabel"_s), u"2 rows written to /tmp/out/report.csv"_s);
    QCOMPARE(m_desk->exportRequests.at(0).columns.first(), u"year"_s);
    QVERIFY(!m_desk->exportRequests.at(0).raw);
    click(u"openFolderButton"_s);
    QCOMPARE(m_shell->opened, QList<QUrl>{QUrl::fromLocalFile(u"/tmp/out"_s)});
}

void TestDialogs::exportRawIsAChoice()
{
    show(new gui::ExportDialog(m_desk, m_shell, {}, 4));
    QCOMPARE(text(u"summaryLabel"_s), u"All 4 vehicles that match, as CSV."_s);
    find<QCheckBox>(u"rawCheck"_s)->click();
    m_shell->file = u"/tmp/report.csv"_s;
    click(u"saveButton"_s);
    QVERIFY(m_desk->exportRequests.at(0).raw);
}

void TestDialogs::exportShowsErrors()
{
    show(new gui::ExportDialog(m_desk, m_shell, {}, 4));
    m_desk->error = core::Error{core::ErrorCode::Storage, u"The folder is read-only: choose another."_s, {}};
    m_shell->file = u"/tmp/report.csv"_s;
    click(u"saveButton"_s);
    QTRY_COMPARE(text(u"messageLabel"_s), m_desk->error->message);
    QVERIFY(!find<QPushButton>(u"openFolderButton"_s)->isVisible());
    QVERIFY(find<QPushButton>(u"saveButton"_s)->isEnabled());
}

void TestDialogs::exportWithoutFileDoesNothing()
{
    show(new gui::ExportDialog(m_desk, m_shell, {}, 4));
    click(u"saveButton"_s);
    QVERIFY(m_desk->exportRequests.empty());
    QListWidget *list = find<QListWidget>(u"columnList"_s);
    for (int i = 0; i < list->count(); ++i)
        list->item(i)->setCheckState(Qt::Unchecked);
    QVERIFY(!find<QPushButton>(u"saveButton"_s)->isEnabled());
}

void TestDialogs::anAnswerIsAboutWhatIsTyped()
{
    using Answer = core::Result<QString>;
    TestSettings settings;
    std::vector<std::shared_ptr<QPromise<Answer>>> tries;
    const auto answer = [&tries](size_t i, const QString &text) {
        tries[i]->addResult(Answer(text));
        tries[i]->finish();
    };
    auto *dialog = new gui::ConnectDialog(&settings.settings(), [&tries](const QString &) {
        tries.push_back(std::make_shared<QPromise<Answer>>());
        tries.back()->start();
        return tries.back()->future();
    });
    dialog->show();
    auto *test = dialog->findChild<QPushButton *>(u"testButton"_s);
    const auto *label = dialog->findChild<QLabel *>(u"answerLabel"_s);
    auto *database = dialog->findChild<QLineEdit *>(u"databaseEdit"_s);
    QTest::keyClicks(database, u"cars"_s);
    QTest::mouseClick(test, Qt::LeftButton);
    QCOMPARE(label->text(), u"Connecting…"_s);
    QVERIFY(!test->isEnabled());
    QTest::keyClicks(database, u"2"_s); // the other one is of no interest any more
    QVERIFY(label->text().isEmpty());
    QVERIFY(test->isEnabled());
    QTest::mouseClick(test, Qt::LeftButton);
    answer(0, u"There is no database cars."_s);
    answer(1, u"Connected."_s);
    QTRY_COMPARE(label->text(), u"Connected."_s);
    dialog->findChild<QSpinBox *>(u"portSpin"_s)->setValue(1);
    QVERIFY(label->text().isEmpty());
    dialog->close();
}

QTEST_MAIN(TestDialogs)
#include "tst_dialogs.moc"
