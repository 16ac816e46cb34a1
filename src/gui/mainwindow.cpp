// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/mainwindow.h"

#include "gui/batchbar.h"
#include "gui/causespage.h"
#include "gui/dashboardpage.h"
#include "gui/delegates.h"
#include "gui/desk.h"
#include "gui/exportdialog.h"
#include "gui/failurespage.h"
#include "gui/hostspage.h"
#include "gui/icons.h"
#include "gui/importdialog.h"
#include "gui/messagebar.h"
#include "gui/policiesdialog.h"
#include "gui/previewdialog.h"
#include "gui/queuepage.h"
#include "gui/shell.h"
#include "gui/shortcutsdialog.h"
#include "gui/windowsettings.h"
#include "gui/workerstatus.h"
#include "models/roles.h"
#include "models/words.h"

#include <QAction>
#include <QApplication>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QListWidget>
#include <QLocale>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QVBoxLayout>

#include <utility>

namespace gui {

namespace {
constexpr int kLiveMs = 2000;
constexpr char kGeometryKey[] = "window/geometry";
constexpr char kUndoKey[] = "retry/undo_seconds";
constexpr char kWorkKey[] = "worker/on";
constexpr int kDefaultUndoSeconds = 10;
} // namespace

MainWindow::MainWindow(Desk *desk, Shell *shell, WindowSettings *settings, QWidget *parent)
    : QMainWindow(parent), m_desk(desk), m_shell(shell), m_settings(settings),
      m_failures(new FailuresPage(desk, shell, settings, this)), m_causes(new CausesPage(desk, this)),
      m_queue(new QueuePage(desk, this)), m_hosts(new HostsPage(desk, this)),
      m_dashboard(new DashboardPage(desk, this)), m_message(new MessageBar(this)),
      m_batch(new BatchBar(desk, this)), m_worker(new WorkerStatus(this)), m_liveTimer(new QTimer(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("%1 — Retrydesk").arg(QFileInfo(m_desk->path()).fileName()));
    setWindowIcon(QIcon(QStringLiteral(":/retrydesk/icons/retrydesk.svg")));
    setAcceptDrops(true);
    setContextMenuPolicy(Qt::NoContextMenu);
    auto *central = new QWidget(this);
    auto *row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeSidebar());
    row->addWidget(makePages(), 1);
    setCentralWidget(central);
    makeActions();
    statusBar()->addWidget(m_worker, 1);
    statusBar()->setSizeGripEnabled(false);
    connectPages();
    connectDesk();
    resize(1280, 820);
    restoreGeometry(m_settings->value(QLatin1String(kGeometryKey)).toByteArray());
    showPage(Failures);
    m_causes->reload();
    m_queue->reload();
    m_hosts->reload();
    if (m_desk->isShared())
        showNotice(
            tr("Another Retrydesk has this workspace open. Both may work on it; what the other one does "
               "is shown after a refresh (F5)."));
    m_workAction->setChecked(m_settings->value(QLatin1String(kWorkKey), true).toBool());
}

MainWindow::~MainWindow() = default;

QWidget *MainWindow::makeSidebar()
{
    m_sidebar = new QListWidget(this);
    m_sidebar->setObjectName(QStringLiteral("sidebar"));
    m_sidebar->setFrameShape(QFrame::NoFrame);
    m_sidebar->setItemDelegate(new CountDelegate(m_sidebar));
    const int extent = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    m_sidebar->setIconSize(QSize(extent, extent));
    m_sidebar->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const std::array<std::pair<const char *, QString>, PageCount> entries{{{"failures", tr("Failures")},
                                                                           {"causes", tr("Causes")},
                                                                           {"queue", tr("Queue")},
                                                                           {"hosts", tr("Hosts")},
                                                                           {"dashboard", tr("Dashboard")}}};
    for (const auto &[name, text] : entries)
        new QListWidgetItem(icon(name), text, m_sidebar);
    m_sidebar->setFixedWidth(m_sidebar->sizeHintForColumn(0) + 16);
    connect(m_sidebar, &QListWidget::currentRowChanged, this, [this](int page) {
        m_pages->setCurrentIndex(page);
        reloadPage();
    });
    return m_sidebar;
}

QWidget *MainWindow::makePages()
{
    m_pages = new QStackedWidget(this);
    for (QWidget *page : {static_cast<QWidget *>(m_failures), static_cast<QWidget *>(m_causes),
                          static_cast<QWidget *>(m_queue), static_cast<QWidget *>(m_hosts),
                          static_cast<QWidget *>(m_dashboard)})
        m_pages->addWidget(page);
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_message);
    column->addWidget(m_batch);
    column->addWidget(m_pages, 1);
    return content;
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
        showPage(Failures);
        m_failures->retryMissing();
    });
    m_retryAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    m_selectAllAction = make("state-ok", tr("Select &all matching"), "selectAllAction", [this] {
        showPage(Failures);
        m_failures->selectAllMatching();
    });
    m_refreshAction = make("retry", tr("Re&fresh"), "refreshAction", [this] { reloadPage(); });
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
    retry->addAction(tr("&Policies…"), this, [this] { (new PoliciesDialog(m_desk, m_shell, this))->open(); });
}

void MainWindow::makeViewMenu()
{
    QMenu *view = menuBar()->addMenu(tr("&View"));
    for (int page = 0; page < PageCount; ++page) {
        QAction *action = view->addAction(m_sidebar->item(page)->icon(), m_sidebar->item(page)->text(), this,
                                          [this, page] { showPage(static_cast<Page>(page)); });
        action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + page)));
    }
    view->addSeparator();
    QAction *find = view->addAction(icon("search"), tr("&Search"), this, [this] {
        showPage(Failures);
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
    connect(m_failures, &FailuresPage::retryRequested, this, &MainWindow::openPreview);
    connect(m_failures, &FailuresPage::exportRequested, this, &MainWindow::openExport);
    connect(m_failures, &FailuresPage::importRequested, this, &MainWindow::openImport);
    connect(m_failures, &FailuresPage::failed, this, &MainWindow::showError);
    connect(m_failures, &FailuresPage::totalChanged, this, [this](qint64 total) {
        m_matching = total;
        setPageCount(Failures, total);
    });
    connect(m_causes, &CausesPage::failed, this, &MainWindow::showError);
    connect(m_causes, &CausesPage::countChanged, this, [this](qint64 count) { setPageCount(Causes, count); });
    connect(m_causes, &CausesPage::retryRequested, this, &MainWindow::openPreview);
    connect(m_causes, &CausesPage::filterWanted, this, [this](const core::Filter &filter) {
        showPage(Failures);
        m_failures->setFilter(filter);
    });
    connect(m_queue, &QueuePage::failed, this, &MainWindow::showError);
    connect(m_queue, &QueuePage::countChanged, this, [this](qint64 count) { setPageCount(Queue, count); });
    connect(m_hosts, &HostsPage::failed, this, &MainWindow::showError);
    connect(m_hosts, &HostsPage::countChanged, this, [this](qint64 count) { setPageCount(Hosts, count); });
    connect(m_dashboard, &DashboardPage::failed, this, &MainWindow::showError);
    connect(m_batch, &BatchBar::failed, this, &MainWindow::showError);
    connect(m_batch, &BatchBar::workerWanted, this, [this] { m_workAction->setChecked(true); });
    connect(m_worker, &WorkerStatus::stopRequested, this, [this] { m_workAction->setChecked(false); });
}

void MainWindow::connectDesk()
{
    connect(m_desk, &Desk::workerProgress, m_worker, &WorkerStatus::showProgress);
    connect(m_desk, &Desk::workerStopped, this, &MainWindow::onWorkerStopped);
    connect(m_desk, &Desk::hostPaused, this, &MainWindow::onHostPaused);
    m_liveTimer->setSingleShot(true);
    m_liveTimer->setInterval(kLiveMs);
    connect(m_liveTimer, &QTimer::timeout, this, &MainWindow::reloadCounts);
    connect(m_desk, &Desk::vehiclesChanged, this, [this] {
        if (!m_liveTimer->isActive())
            m_liveTimer->start();
    });
}

void MainWindow::setPageCount(Page page, qint64 count)
{
    m_sidebar->item(page)->setData(models::RawRole, count);
}

void MainWindow::reloadPage()
{
    switch (currentPage()) {
    case Failures:
        m_failures->reload();
        break;
    case Causes:
        m_causes->reload();
        break;
    case Queue:
        m_queue->reload();
        break;
    case Hosts:
        m_hosts->reload();
        break;
    case Dashboard:
        m_dashboard->reload();
        break;
    case PageCount:
        break;
    }
}

void MainWindow::reloadCounts()
{
    m_causes->reload();
    m_queue->reload();
    if (currentPage() == Dashboard)
        m_dashboard->reload();
}

void MainWindow::showPage(Page page)
{
    m_sidebar->setCurrentRow(page);
}

MainWindow::Page MainWindow::currentPage() const
{
    return static_cast<Page>(m_pages->currentIndex());
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
    connect(preview, &PreviewDialog::started, this, [this](const QString &id, qint64 items, int undoSeconds) {
        m_settings->setValue(QLatin1String(kUndoKey), undoSeconds);
        m_batch->track(id, items, undoSeconds);
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
    (new ShortcutsDialog(this))->open();
}

} // namespace gui
