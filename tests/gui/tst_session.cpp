// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keychain.h"
#include "app/quitsignals.h"
#include "app/session.h"
#include "db/dbfixture.h"
#include "fakedesk.h"
#include "gui/attachdialog.h"
#include "gui/connectdialog.h"
#include "gui/icons.h"
#include "gui/mainwindow.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMutex>
#include <QProgressDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTest>
#include <QUrlQuery>

#include <csignal>

using namespace Qt::StringLiterals;
using app::Session;

//! A keychain in memory.
class FakeKeychain : public app::Keychain
{
public:
    QFuture<std::optional<QString>> read(const QString &name) override
    {
        const QMutexLocker lock(&m_mutex);
        asked += name;
        return QtFuture::makeReadyFuture(kept.contains(name) ? std::optional(kept.value(name))
                                                             : std::nullopt);
    }
    QFuture<core::Result<void>> write(const QString &name, const QString &secret) override
    {
        if (refusal)
            return QtFuture::makeReadyFuture(core::Result<void>(*refusal));
        kept.insert(name, secret);
        return QtFuture::makeReadyFuture(core::Result<void>());
    }

    QHash<QString, QString> kept;
    QStringList asked;
    std::optional<core::Error> refusal;

private:
    QMutex m_mutex;
};

class TestSession : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void defaultIsTheNamedOne();
    void absentWorkspaceIsCreatedWhenAllowed();
    void badWorkspaceIsADialog_data();
    void badWorkspaceIsADialog();
    void chooseAnother();
    void cancelledChoiceAsksAgain();
    void createFromTheDialog();
    void tryAgain();
    void openAnotherKeepsTheFirstWhenItFails();
    void newWorkspaceReplacesTheWindow();

    void aServerThatDoesNotAnswerCanBeLeft();
    void theProgramNeedNotWaitForAServer();
    void aDatabaseIsAskedForAndTried();
    void aDatabaseIsOpenedWithThePasswordOfTheKeychain();
    void whatIsTypedIsRememberedButNoPassword();
    void aKeychainThatRefusesIsSaid();
    void aBadAddressShowsNoPassword();
    void aWorkspaceIsMadeInAnEmptyDatabase();
    void aDatabaseWithVehiclesIsAttached();
    void aDatabaseNeedNotBeAttached();
    void signalClosesTheWindow_data();
    void signalClosesTheWindow();

private:
    void openNow(const QString &name);
    gui::ConnectDialog *askForDatabase();
    static void type(QWidget *dialog, const QString &edit, const QString &text);
    //! The one that is shown.
    template <typename Dialog>
    Dialog *shown() const
    {
        Dialog *found = nullptr;
        (void)QTest::qWaitFor([&] {
            for (QWidget *widget : QApplication::topLevelWidgets()) {
                if (auto *dialog = qobject_cast<Dialog *>(widget); dialog && dialog->isVisible())
                    found = dialog;
            }
            return found != nullptr;
        });
        if (!found)
            qFatal("no %s", Dialog::staticMetaObject.className());
        return found;
    }
    QMessageBox *box() const { return shown<QMessageBox>(); }
    void press(const QString &text);
    QString file(const QString &name) const { return m_folder->filePath(name); }
    void write(const QString &name, const QByteArray &bytes) const;

    QTemporaryDir m_home;
    QTemporaryDir *m_folder = nullptr;
    FakeShell *m_shell = nullptr;
    TestSettings *m_settings = nullptr;
    FakeKeychain m_keychain;
    Session *m_session = nullptr;
};

void TestSession::initTestCase()
{
    gui::initResources();
    qputenv("XDG_DATA_HOME", m_home.path().toLocal8Bit());
}

void TestSession::init()
{
    m_folder = new QTemporaryDir;
    m_shell = new FakeShell;
    m_settings = new TestSettings;
    m_settings->settings().setValue(u"worker/on"_s, false);
    m_session = new Session(m_shell, &m_settings->settings(), &m_keychain);
}

void TestSession::cleanup()
{
    delete m_session;
    delete m_settings;
    delete m_shell;
    delete m_folder;
}

void TestSession::openNow(const QString &name)
{
    QSignalSpy opened(m_session, &Session::opened);
    m_session->open(file(name), true);
    if (!opened.wait())
        qFatal("not opened");
}

gui::ConnectDialog *TestSession::askForDatabase()
{
    m_session->window()->findChild<QAction *>(u"connectAction"_s)->trigger();
    auto *dialog = m_session->window()->findChild<gui::ConnectDialog *>();
    if (!dialog)
        qFatal("no dialog");
    return dialog;
}

void TestSession::type(QWidget *dialog, const QString &edit, const QString &text)
{
    auto *line = dialog->findChild<QLineEdit *>(edit);
    line->clear();
    QTest::keyClicks(line, text);
}

void TestSession::press(const QString &text)
{
    const QList<QPushButton *> buttons = box()->findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        if (button->text().remove(u'&') == text)
            return QTest::mouseClick(button, Qt::LeftButton);
    }
    qFatal("no button %s", qPrintable(text));
}

void TestSession::write(const QString &name, const QByteArray &bytes) const
{
    QFile out(file(name));
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(name));
}

void TestSession::defaultIsTheNamedOne()
{
    qputenv("RETRYDESK_WORKSPACE", "/tmp/named.retrydesk");
    QCOMPARE(app::defaultWorkspace(), u"/tmp/named.retrydesk"_s);
    qunsetenv("RETRYDESK_WORKSPACE");
    QVERIFY(app::defaultWorkspace().endsWith(u"/retrydesk/default.retrydesk"_s));
}

void TestSession::absentWorkspaceIsCreatedWhenAllowed()
{
    QSignalSpy opened(m_session, &Session::opened);
    m_session->open(file(u"deep/new.retrydesk"_s), true);
    QVERIFY(!m_session->window()); // the window is not kept waiting
    QTRY_COMPARE(opened.count(), 1);
    QVERIFY(QFile::exists(file(u"deep/new.retrydesk"_s)));
    QVERIFY(m_session->window()->isVisible());
    QCOMPARE(m_session->window()->windowTitle(), u"new.retrydesk — Retrydesk"_s);
}

void TestSession::badWorkspaceIsADialog_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("text") << QByteArray(
        "this is no database, only a text that is long enough to have a header");
    QTest::newRow("binary noise") << QByteArray(4096, '\xa5');
    QTest::newRow("cut-off database") << QByteArray("SQLite format 3\0\x10\0", 18);
}

void TestSession::badWorkspaceIsADialog()
{
    QFETCH(QByteArray, bytes);
    write(u"bad.retrydesk"_s, bytes);
    QSignalSpy quit(m_session, &Session::quitWanted);
    m_session->open(file(u"bad.retrydesk"_s), false);
    QVERIFY(!m_session->window());
    QVERIFY(!box()->informativeText().isEmpty());
    QVERIFY2(box()->informativeText().contains(u"bad.retrydesk"_s), qPrintable(box()->informativeText()));
    press(u"Quit"_s);
    QTRY_COMPARE(quit.count(), 1);
    QFile in(file(u"bad.retrydesk"_s));
    QVERIFY(in.open(QIODevice::ReadOnly));
    QCOMPARE(in.readAll(), bytes); // nothing was written over it
}

void TestSession::chooseAnother()
{
    openNow(u"good.retrydesk"_s);
    delete m_session;
    m_session = new Session(m_shell, &m_settings->settings(), &m_keychain);
    write(u"bad.retrydesk"_s, "text");
    m_session->open(file(u"bad.retrydesk"_s), false);
    m_shell->file = file(u"good.retrydesk"_s);
    press(u"Choose another…"_s);
    QTRY_VERIFY(m_session->window());
    QVERIFY(m_session->window()->isVisible());
}

void TestSession::cancelledChoiceAsksAgain()
{
    write(u"bad.retrydesk"_s, "text");
    m_session->open(file(u"bad.retrydesk"_s), false);
    press(u"Choose another…"_s);
    QVERIFY(box()->isVisible()); // nothing is open: the question stands
    press(u"Quit"_s);
}

void TestSession::createFromTheDialog()
{
    m_session->open(file(u"absent.retrydesk"_s), false);
    QVERIFY(box()->isVisible());
    QVERIFY(!QFile::exists(file(u"absent.retrydesk"_s)));
    press(u"Create it"_s);
    QTRY_VERIFY(m_session->window());
    QVERIFY(QFile::exists(file(u"absent.retrydesk"_s)));
}

void TestSession::tryAgain()
{
    openNow(u"good.retrydesk"_s);
    delete m_session;
    m_session = new Session(m_shell, &m_settings->settings(), &m_keychain);
    QVERIFY(QFile::rename(file(u"good.retrydesk"_s), file(u"away"_s)));
    m_session->open(file(u"good.retrydesk"_s), false);
    QVERIFY(box()->isVisible());
    QVERIFY(QFile::rename(file(u"away"_s), file(u"good.retrydesk"_s)));
    press(u"Try again"_s);
    QTRY_VERIFY(m_session->window());
}

void TestSession::openAnotherKeepsTheFirstWhenItFails()
{
    openNow(u"good.retrydesk"_s);
    gui::MainWindow *window = m_session->window();
    write(u"bad.retrydesk"_s, "text");
    emit window->openWorkspaceRequested(file(u"bad.retrydesk"_s));
    QVERIFY(box()->isVisible());
    press(u"Cancel"_s);
    QCOMPARE(m_session->window(), window);
    QVERIFY(window->isVisible());
}

void TestSession::newWorkspaceReplacesTheWindow()
{
    openNow(u"good.retrydesk"_s);
    emit m_session->window()->newWorkspaceRequested(file(u"other.retrydesk"_s));
    QTRY_COMPARE(m_session->window()->windowTitle(), u"other.retrydesk — Retrydesk"_s);
    QVERIFY(m_session->window()->isVisible());
}

//! A server that takes the connection and says nothing.
class SilentServer : public QTcpServer
{
public:
    SilentServer()
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no server");
    }
    QString address() const
    {
        return u"postgresql://me:secret@127.0.0.1:%1/cars?connect_timeout=3"_s.arg(serverPort());
    }
};

void TestSession::aServerThatDoesNotAnswerCanBeLeft()
{
    const SilentServer server;
    openNow(u"good.retrydesk"_s);
    gui::MainWindow *window = m_session->window();
    m_session->open(server.address(), false);
    auto *progress = window->findChild<QProgressDialog *>(u"openingDialog"_s);
    QTRY_VERIFY((progress = window->findChild<QProgressDialog *>(u"openingDialog"_s)));
    const auto *text = progress->findChild<QLabel *>();
    QCOMPARE(text->text(), u"Opening postgresql://127.0.0.1/cars…"_s);
    QVERIFY(window->isEnabled() && !progress->isModal());
    QTest::mouseClick(progress->findChild<QPushButton *>(), Qt::LeftButton);
    QTRY_VERIFY(!window->findChild<QProgressDialog *>(u"openingDialog"_s));
    QCOMPARE(m_session->window(), window);
}

void TestSession::theProgramNeedNotWaitForAServer()
{
    constexpr int kAtOnceMs = 1000;
    const SilentServer server;
    openNow(u"good.retrydesk"_s);
    m_session->open(server.address(), false);
    QTRY_VERIFY(m_session->window()->findChild<QProgressDialog *>(u"openingDialog"_s));
    QSignalSpy wanted(m_session, &Session::quitWanted);
    QElapsedTimer timer;
    timer.start();
    m_session->quit();
    QVERIFY(!m_session->window()->isVisible());
    delete std::exchange(m_session, nullptr);
    QVERIFY2(timer.elapsed() < kAtOnceMs, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(wanted.size(), 1);
}

void TestSession::aDatabaseIsAskedForAndTried()
{
    const SilentServer server;
    openNow(u"good.retrydesk"_s);
    gui::ConnectDialog *dialog = askForDatabase();
    auto *test = dialog->findChild<QPushButton *>(u"testButton"_s);
    auto *go = dialog->findChild<QPushButton *>(u"connectButton"_s);
    QVERIFY(!test->isEnabled() && !go->isEnabled());
    dialog->findChild<QSpinBox *>(u"portSpin"_s)->setValue(1);
    type(dialog, u"hostEdit"_s, u"127.0.0.1"_s);
    type(dialog, u"databaseEdit"_s, u"cars"_s);
    type(dialog, u"passwordEdit"_s, u"secret"_s);
    QVERIFY(test->isEnabled() && go->isEnabled());
    QTest::mouseClick(test, Qt::LeftButton);
    const auto *answer = dialog->findChild<QLabel *>(u"answerLabel"_s);
    QTRY_VERIFY2(answer->text().contains(u"cannot be reached"_s), qPrintable(answer->text()));
    QVERIFY(!answer->text().contains(u"secret"_s));
    QVERIFY(test->isEnabled());
    dialog->reject();
}

void TestSession::aDatabaseIsOpenedWithThePasswordOfTheKeychain()
{
    const SilentServer server;
    m_session->open(u"postgresql://me@127.0.0.1:%1/cars?connect_timeout=2"_s.arg(server.serverPort()), false);
    QTRY_COMPARE(m_keychain.asked,
                 QStringList(u"postgresql://me@127.0.0.1:%1/cars"_s.arg(server.serverPort())));
    press(u"Quit"_s);
    // A file needs no keychain: nobody is asked to unlock it.
    openNow(u"good.retrydesk"_s);
    QCOMPARE(m_keychain.asked.size(), 1);
}

void TestSession::whatIsTypedIsRememberedButNoPassword()
{
    openNow(u"good.retrydesk"_s);
    gui::ConnectDialog *dialog = askForDatabase();
    QSignalSpy chosen(dialog, &gui::ConnectDialog::chosen);
    type(dialog, u"hostEdit"_s, u"127.0.0.1"_s);
    dialog->findChild<QSpinBox *>(u"portSpin"_s)->setValue(1);
    type(dialog, u"databaseEdit"_s, u"cars"_s);
    type(dialog, u"userEdit"_s, u"me"_s);
    type(dialog, u"passwordEdit"_s, u"sec/ret"_s);
    dialog->findChild<QCheckBox *>(u"keepCheck"_s)->setChecked(true);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"connectButton"_s), Qt::LeftButton);
    const auto choice = chosen.value(0).value(0).value<gui::DatabaseChoice>();
    QCOMPARE(choice.password, u"sec/ret"_s);
    QVERIFY2(box()->informativeText().contains(u"postgresql://127.0.0.1/cars"_s),
             qPrintable(box()->informativeText()));
    for (const QString &text : {box()->text(), box()->informativeText(), box()->detailedText()})
        QVERIFY2(!text.contains(u"sec"_s), qPrintable(text));
    press(u"Cancel"_s);
    QVERIFY(m_keychain.kept.isEmpty()); // it let nobody in
    delete m_session;
    m_session = nullptr;
    m_settings->reopen();
    const gui::WindowSettings &settings = m_settings->settings();
    QCOMPARE(settings.value(u"connect/host"_s).toString(), u"127.0.0.1"_s);
    QCOMPARE(settings.value(u"connect/user"_s).toString(), u"me"_s);
    QVERIFY(m_settings->bytes().contains("127.0.0.1"));
    QVERIFY2(!m_settings->bytes().contains("sec"), m_settings->bytes().constData());
}

void TestSession::aKeychainThatRefusesIsSaid()
{
    if (!dbtest::onPostgres())
        QSKIP("needs a server");
    const dbtest::TestDatabase database;
    const QString folder = QUrlQuery(QUrl(database.uri())).queryItemValue(u"host"_s);
    openNow(u"good.retrydesk"_s);
    for (const bool isRefused : {false, true}) {
        m_keychain.refusal.reset();
        if (isRefused)
            m_keychain.refusal = core::Error{core::ErrorCode::Storage, u"It was not kept."_s, {}};
        gui::ConnectDialog *dialog = askForDatabase();
        type(dialog, u"hostEdit"_s, folder);
        dialog->findChild<QSpinBox *>(u"portSpin"_s)->setValue(5432);
        type(dialog, u"databaseEdit"_s, database.name());
        type(dialog, u"userEdit"_s, u"retrydesk"_s);
        type(dialog, u"passwordEdit"_s, u"sec/ret"_s);
        auto *tls = dialog->findChild<QComboBox *>(u"tlsCombo"_s);
        tls->setCurrentIndex(tls->findData(u"disable"_s));
        dialog->findChild<QCheckBox *>(u"keepCheck"_s)->setChecked(true);
        dialog->findChild<QCheckBox *>(u"createCheck"_s)->setChecked(true);
        type(dialog, u"imagesEdit"_s, file(isRefused ? u"others"_s : u"pictures"_s));
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"testButton"_s), Qt::LeftButton);
        const auto *answer = dialog->findChild<QLabel *>(u"answerLabel"_s);
        QTRY_VERIFY2(answer->text().startsWith(u"Connected"_s), qPrintable(answer->text()));
        QSignalSpy opened(m_session, &Session::opened);
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"connectButton"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, 20000);
        QCOMPARE(m_session->window()->windowTitle(), QString(database.name() + u" — Retrydesk"_s));
        QCOMPARE(m_keychain.kept.value(u"postgresql://retrydesk@%1:5432/%2"_s.arg(folder, database.name())),
                 u"sec/ret"_s);
    }
    QCOMPARE(box()->informativeText(), u"It was not kept."_s);
    press(u"OK"_s);
    QVERIFY(QFileInfo(file(u"pictures"_s)).isDir());
    QVERIFY(!QFileInfo::exists(file(u"others"_s))); // the workspace was there: its place stays
}

void TestSession::aBadAddressShowsNoPassword()
{
    m_session->open(u"postgresql://me:pa/secret@h/cars"_s, false);
    QVERIFY2(box()->informativeText().contains(u"%2F"_s), qPrintable(box()->informativeText()));
    QVERIFY(!box()->informativeText().contains(u"secret"_s) && !box()->detailedText().contains(u"secret"_s));
    press(u"Quit"_s);
}

void TestSession::aWorkspaceIsMadeInAnEmptyDatabase()
{
    if (!dbtest::onPostgres())
        QSKIP("needs a server");
    const dbtest::TestDatabase database;
    m_session->open(database.uri(), true, u"s3:///nothing"_s);
    QVERIFY2(box()->informativeText().contains(u"s3:"_s), qPrintable(box()->informativeText()));
    press(u"Try again"_s);                                           // it is as empty as before
    QVERIFY(box()->defaultButton()->text().contains(u"database"_s)); // a file is not what was asked for
    press(u"Create it"_s);
    QTRY_VERIFY(m_session->window());
    QCOMPARE(m_session->window()->windowTitle(), QString(database.name() + u" — Retrydesk"_s));
}

//! A database with 300 vehicles that another program made.
class ExistingDatabase
{
public:
    ExistingDatabase() : m_connection(dbtest::must(db::Connection::open(m_database.uri())))
    {
        dbtest::must(m_connection->run(QString::fromUtf8(
            dbtest::fileBytes(QStringLiteral(RETRYDESK_TEST_DATA "/postgres/existing.sql")))));
    }
    QString uri() const { return m_database.uri(); }
    QString name() const { return m_database.name(); }
    bool isAttached()
    {
        QSqlQuery query(m_connection->database());
        return query.exec(u"SELECT 1 FROM pg_namespace WHERE nspname = 'retrydesk'"_s) && query.next();
    }

private:
    dbtest::TestDatabase m_database;
    std::unique_ptr<db::Connection> m_connection;
};

void TestSession::aDatabaseWithVehiclesIsAttached()
{
    if (!dbtest::onPostgres())
        QSKIP("needs a server");
    ExistingDatabase existing;
    m_session->open(existing.uri(), false);
    auto *dialog = shown<gui::AttachDialog>();
    auto *attach = dialog->findChild<QPushButton *>(u"attachButton"_s);
    QTRY_VERIFY(attach->isEnabled());
    QVERIFY(dialog->findChild<QLabel *>(u"attachText"_s)->text().contains(existing.name()));
    QVERIFY(!existing.isAttached());
    // A bucket that cannot be used is told, and another place can be named.
    auto *images = dialog->findChild<QLineEdit *>(u"attachImages"_s);
    const auto *message = dialog->findChild<QLabel *>(u"attachMessage"_s);
    images->setText(u"s3:///nothing"_s);
    QTest::mouseClick(attach, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(attach->isEnabled(), 30000);
    QVERIFY2(message->text().contains(u"s3:"_s), qPrintable(message->text()));
    QVERIFY(!existing.isAttached()); // the place is tried first
    const QString folder = file(u"pictures"_s);
    images->setText(folder);
    QTest::mouseClick(attach, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_session->window(), 30000);
    QVERIFY(existing.isAttached());
    QVERIFY(QFileInfo(folder).isDir());
    QCOMPARE(m_session->window()->windowTitle(), QString(existing.name() + u" — Retrydesk"_s));
}

void TestSession::aDatabaseNeedNotBeAttached()
{
    if (!dbtest::onPostgres())
        QSKIP("needs a server");
    ExistingDatabase existing;
    QSignalSpy quit(m_session, &Session::quitWanted);
    m_session->open(existing.uri(), false);
    auto *dialog = shown<gui::AttachDialog>();
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"cancelAttachButton"_s), Qt::LeftButton);
    press(u"Quit"_s); // nothing else is open
    QTRY_COMPARE(quit.count(), 1);
    QVERIFY(!existing.isAttached());
}

void TestSession::signalClosesTheWindow_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("Ctrl+C in the terminal") << SIGINT;
    QTest::newRow("kill, or the end of the desktop session") << SIGTERM;
    QTest::newRow("the terminal is closed") << SIGHUP;
}

void TestSession::signalClosesTheWindow()
{
    QFETCH(int, number);
    openNow(u"s.retrydesk"_s);
    QVERIFY(m_session->window()->isVisible());
    const app::QuitSignals signalsToQuit;
    connect(&signalsToQuit, &app::QuitSignals::received, m_session, &Session::quit);
    QSignalSpy wanted(m_session, &Session::quitWanted);
    QCOMPARE(std::raise(number), 0);
    QTRY_COMPARE(wanted.count(), 1);
    QVERIFY(!m_session->window()->isVisible());
}

QTEST_MAIN(TestSession)
#include "tst_session.moc"
