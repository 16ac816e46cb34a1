// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/mainwindow.h"

#include "gui/activitypage.h"
#include "gui/batchbar.h"
#include "gui/batchespage.h"
#include "gui/causespage.h"
#include "gui/dashboardpage.h"
#include "gui/desk.h"
#include "gui/exportdialog.h"
#include "gui/failurespage.h"
#include "gui/hostspage.h"
#include "gui/icons.h"
#include "gui/importdialog.h"
#include "gui/messagebar.h"
#include "gui/pagestack.h"
#include "gui/policiesdialog.h"
#include "gui/previewdialog.h"
#include "gui/queuepage.h"
#include "gui/shell.h"
#include "gui/shortcutsdialog.h"
#include "gui/windowsettings.h"
#include "gui/workerstatus.h"

#include <QAction>
#include <QApplication>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLocale>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QStatusBar>
#include <QStyle>
#include <QToolBar>

#include <utility>

namespace gui {

namespace {
constexpr char kGeometryKey[] = "window/geometry";
constexpr char kUndoKey[] = "retry/undo_seconds";
constexpr char kWorkKey[] = "worker/on";
constexpr int kDefaultUndoSeconds = 10;

QString failuresName()
{
    return QStringLiteral("failures");
}

} // namespace

MainWindow::MainWindow(Desk *desk, Shell *shell, WindowSettings *settings, QWidget *parent)
    : QMainWindow(parent), m_desk(desk), m_shell(shell), m_settings(settings), m_pages(new PageStack(this)),
      m_failures(new FailuresPage(desk, shell, settings, this)), m_message(new MessageBar(this)),
      m_batch(new BatchBar(desk, this)), m_worker(new WorkerStatus(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("%1 — Retrydesk").arg(QFileInfo(m_desk->path()).fileName()));
    setWindowIcon(QIcon(QStringLiteral(":/retrydesk/icons/retrydesk.svg")));
    setAcceptDrops(true);
    setContextMenuPolicy(Qt::NoContextMenu);
    makePages();
    setCentralWidget(m_pages);
    makeActions();
    statusBar()->addWidget(m_worker, 1);
    statusBar()->setSizeGripEnabled(false);
    connectPages();
    connectDesk();
    resize(1280, 820);
    restoreGeometry(m_settings->value(QLatin1String(kGeometryKey)).toByteArray());
    showPage(failuresName());
    m_pages->reloadCounts();
    m_workAction->setChecked(m_settings->value(QLatin1String(kWorkKey), true).toBool());
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages()
{
    using Refresh = PageStack::Refresh;
    m_pages->addBar(m_message);
    m_pages->addBar(m_batch);
    m_pages->add("failures", tr("Failures"), m_failures, Refresh::OnDemand);
    auto *batches = new BatchesPage(m_desk, this);
    m_pages->add("batches", tr("Batches"), batches);
    connect(m_pages, &PageStack::batchWanted, this, [this, batches](const QString &batchId) {
        showPage(QStringLiteral("batches"));
        batches->showBatch(batchId);
    });
    m_pages->add("causes", tr("Causes"), new CausesPage(m_desk, this));
    m_pages->add("queue", tr("Queue"), new QueuePage(m_desk, this));
    m_pages->add("hosts", tr("Hosts"), new HostsPage(m_desk, this));
    m_pages->add("dashboard", tr("Dashboard"), new DashboardPage(m_desk, this), Refresh::WhileSeen);
    m_pages->add("activity", tr("Activity"), new ActivityPage(m_desk, this), Refresh::WhileSeen);
}

void MainWindow::makeActions()
{
    const auto make = [this](const char *iconName, const QString &text, const char *name, auto slot) {
        auto *action = new QAction(icon(iconName), text, this);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_importAction = make("import", tr("&Import…"), "importAction", [this] { openImport(); });
    m_importAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_I));
    m_exportAction =
        make("export", tr("&Export…"), "exportAction", [this] { m_failures->exportSelection(); });
    m_exportAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
    m_retryAction = make("retry", tr("&Retry missing…"), "retryAction", [this] {
        showPage(failuresName());
        m_failures->retryMissing();
    });
    m_retryAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    m_selectAllAction = make("state-ok", tr("Select &all matching"), "selectAllAction", [this] {
        showPage(failuresName());
        m_failures->selectAllMatching();
    });
    m_refreshAction = make("retry", tr("Re&fresh"), "refreshAction", [this] { m_pages->reloadCurrent(); });
    m_refreshAction->setShortcut(QKeySequence(Qt::Key_F5));
    m_workAction = new QAction(icon("play"), tr("&Work off queue"), this);
    m_workAction->setObjectName(QStringLiteral("workAction"));
    m_workAction->setCheckable(true);
    // A field one types in keeps the plain letter for itself.
    m_workAction->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_P), QKeySequence(Qt::Key_P)});
    m_workAction->setToolTip(tr("Retries what is due by itself, politely (P)"));
    connect(m_workAction, &QAction::toggled, this, &MainWindow::setWorking);
    makeFileMenu();
    makeViewMenu();
    makeRetryMenu();
    makeHelpMenu();
    makeToolBar();
}

void MainWindow::makeFileMenu()
{
    const QString filter = tr("Workspaces (*.retrydesk);;All files (*)");
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addAction(m_importAction);
    file->addAction(m_exportAction);
    file->addSeparator();
    QAction *create = file->addAction(tr("&New workspace…"), this, [this, filter] {
        m_shell->chooseFileToSave(this, tr("New workspace"), QStringLiteral("vehicles.retrydesk"), filter,
                                  [this](const QString &name) { emit newWorkspaceRequested(name); });
    });
    create->setObjectName(QStringLiteral("newWorkspaceAction"));
    create->setShortcut(QKeySequence::New);
    QAction *open = file->addAction(tr("&Open workspace…"), this, [this, filter] {
        m_shell->chooseFileToOpen(this, tr("Open workspace"), filter,
                                  [this](const QString &name) { emit openWorkspaceRequested(name); });
    });
    open->setObjectName(QStringLiteral("openWorkspaceAction"));
    open->setShortcut(QKeySequence::Open);
    QAction *connectAction =
        file->addAction(tr("&Connect to database…"), this, &MainWindow::connectRequested);
    connectAction->setObjectName(QStringLiteral("connectAction"));
    file->addSeparator();
    QAction *quit = file->addAction(tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence::Quit);
}

void MainWindow::makeRetryMenu()
{
    QMenu *retry = menuBar()->addMenu(tr("&Retry"));
    retry->addAction(m_retryAction);
    retry->addAction(m_selectAllAction);
    retry->addSeparator();
    retry->addAction(m_workAction);
    retry->addSeparator();
    retry->addAction(tr("&Policies…"), this, [this] { (new PoliciesDialog(m_desk, m_shell, this))->open(); });
}

void MainWindow::makeViewMenu()
{
    QMenu *view = menuBar()->addMenu(tr("&View"));
    m_pages->fillMenu(view);
    view->addSeparator();
    QAction *find = view->addAction(icon("search"), tr("&Search"), this, [this] {
        showPage(failuresName());
        m_failures->focusFilter();
    });
    find->setShortcut(QKeySequence::Find);
    view->addAction(m_refreshAction);
}

void MainWindow::makeHelpMenu()
{
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    QAction *keys = help->addAction(tr("&Keyboard shortcuts"), this, &MainWindow::showShortcuts);
    keys->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)});
    help->addAction(tr("&About Retrydesk"), this, &MainWindow::showAbout);
}

void MainWindow::makeToolBar()
{
    QToolBar *bar = addToolBar(tr("Main tool bar"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const int extent = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    bar->setIconSize(QSize(extent, extent));
    bar->addAction(m_importAction);
    bar->addAction(m_exportAction);
    bar->addAction(m_refreshAction);
    auto *gap = new QWidget(bar);
    gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(gap);
    bar->addAction(m_workAction);
}

void MainWindow::connectPages()
{
    connect(m_pages, &PageStack::failed, this, &MainWindow::showError);
    connect(m_pages, &PageStack::retryRequested, this, &MainWindow::openPreview);
    connect(m_pages, &PageStack::filterWanted, this, [this](const core::Filter &filter) {
        showPage(failuresName());
        m_failures->setFilter(filter);
    });
    connect(m_pages, &PageStack::vehicleWanted, this, [this](const QString &vehicleId) {
        showPage(failuresName());
        m_failures->showVehicle(vehicleId);
    });
    connect(m_failures, &FailuresPage::exportRequested, this, &MainWindow::openExport);
    connect(m_failures, &FailuresPage::importRequested, this, &MainWindow::openImport);
    connect(m_failures, &FailuresPage::countChanged, this, [this](qint64 total) { m_matching = total; });
    connect(m_batch, &BatchBar::failed, this, &MainWindow::showError);
    connect(m_batch, &BatchBar::workerWanted, this, [this] { m_workAction->setChecked(true); });
    connect(m_worker, &WorkerStatus::stopRequested, this, [this] { m_workAction->setChecked(false); });
}

void MainWindow::connectDesk()
{
    connect(m_desk, &Desk::workerProgress, m_worker, &WorkerStatus::showProgress);
    connect(m_desk, &Desk::workerStopped, this, &MainWindow::onWorkerStopped);
    connect(m_desk, &Desk::hostPaused, this, &MainWindow::onHostPaused);
    connect(m_desk, &Desk::changed, m_pages, &PageStack::refresh);
}

bool MainWindow::showPage(const QString &name)
{
    return m_pages->show(name);
}

QString MainWindow::currentPage() const
{
    return m_pages->current();
}

void MainWindow::showError(const QString &text)
{
    m_message->showError(text);
}

void MainWindow::showNotice(const QString &text)
{
    m_message->showNotice(text);
}

void MainWindow::openPreview(const pipeline::PlanRequest &request)
{
    auto *preview = new PreviewDialog(m_desk, request, this);
    preview->setUndoSeconds(m_settings->value(QLatin1String(kUndoKey), kDefaultUndoSeconds).toInt());
    connect(preview, &PreviewDialog::started, this,
            [this, preview](const QString &id, qint64 items, int delaySeconds) {
                m_settings->setValue(QLatin1String(kUndoKey), preview->undoSeconds());
                m_batch->track(id, items, delaySeconds);
            });
    preview->open();
}

void MainWindow::openExport(const pipeline::ExportRequest &request)
{
    auto *dialog = new ExportDialog(m_desk, m_shell, request, m_matching, this);
    dialog->open();
}

ImportDialog *MainWindow::makeImport()
{
    return new ImportDialog(m_desk, m_shell, this);
}

void MainWindow::openImport()
{
    makeImport()->open();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (ImportDialog::canTake(*event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    ImportDialog *dialog = makeImport();
    dialog->take(*event->mimeData());
    event->acceptProposedAction();
    dialog->open();
}

void MainWindow::setWorking(bool isOn)
{
    m_settings->setValue(QLatin1String(kWorkKey), isOn);
    showWorkAction();
    if (isOn) {
        m_desk->startWorker({});
    } else {
        m_isStopping = m_desk->isWorking();
        m_desk->stopWorker();
    }
    m_worker->setWorking(isOn);
}

void MainWindow::showWorkAction()
{
    const bool isOn = m_workAction->isChecked();
    m_workAction->setIcon(icon(isOn ? "pause" : "play"));
    m_workAction->setText(isOn ? tr("&Working off queue") : tr("&Work off queue"));
}

void MainWindow::onWorkerStopped(const pipeline::WorkerReport &report)
{
    const bool wasAsked = std::exchange(m_isStopping, false);
    m_worker->showReport(report);
    if (wasAsked && m_workAction->isChecked()) { // switched off and on again before it had stopped
        m_desk->startWorker({});
        m_worker->setWorking(true);
        return;
    }
    // When it stopped by itself the switch must not say otherwise; the wish to work stays remembered.
    const QSignalBlocker blocker(m_workAction);
    m_workAction->setChecked(false);
    showWorkAction();
    if (report.error)
        showError(tr("The queue is not worked off any more: %1").arg(report.error->message));
}

void MainWindow::onHostPaused(const QString &host, const QDateTime &until, const QString &reason)
{
    QString text = tr("%1 asked for a pause until %2.")
                       .arg(host, QLocale().toString(until.toLocalTime().time(), QLocale::ShortFormat));
    if (!reason.isEmpty())
        text += QLatin1Char(' ') + reason;
    showNotice(text);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_settings->setValue(QLatin1String(kGeometryKey), saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::showAbout()
{
    auto *box =
        new QMessageBox(QMessageBox::NoIcon, tr("About Retrydesk"),
                        tr("Retrydesk %1").arg(QApplication::applicationVersion()), QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIconPixmap(windowIcon().pixmap(64));
    box->setInformativeText(tr("Shows which step of a vehicle import is missing and retries only that.\n"
                               "Free software under the GNU General Public License, version 3 or later."));
    box->open();
}

void MainWindow::showShortcuts()
{
    (new ShortcutsDialog(m_pages->count(), this))->open();
}

} // namespace gui
