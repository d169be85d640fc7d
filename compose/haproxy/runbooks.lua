-- Serves runbooks to whoever is logged in to Grafana. Cookies know no ports: a browser that is logged in to Grafana sends
-- its session here too, and Grafana says whose it is.
local folder = os.getenv("RUNBOOKS") or "/runbooks"
local grafana = os.getenv("GRAFANA_URL") or "http://grafana:3000"
local login = (os.getenv("PUBLIC_URL") or "http://localhost") .. ":3000/login"

local function answer(applet, status, text)
  applet:set_status(status)
  applet:add_header("content-type", "text/html; charset=utf-8")
  applet:add_header("cache-control", "no-store")
  -- A page of another web site may not show it, and it runs no script.
  applet:add_header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  applet:add_header("content-length", #text)
  applet:start_response()
  applet:send(text)
end

-- Status of Grafana's answer to the question who asks; nil where it does not answer.
local function status_of_session(applet)
  local headers = {}
  for _, name in ipairs({ "cookie", "authorization" }) do
    if applet.headers[name] then headers[name] = { applet.headers[name][0] } end
  end
  local response = core.httpclient():get({ url = grafana .. "/api/user", headers = headers, timeout = 5000 })
  return response and response.status
end

core.register_service("runbooks", "http", function(applet)
  local status = status_of_session(applet)
  if status == 401 or status == 403 then
    return answer(applet, 401, "<p>Runbooks are for people who are logged in: <a href=\"" .. login .. "\">log in to Grafana</a>, then open this page again.</p>")
  end
  if status ~= 200 then
    return answer(applet, 503, "<p>Grafana does not answer, so nobody can log in. The same texts are in dist/runbooks on the host of the stack.</p>")
  end
  -- Names of alerts only: nothing else of the folder can be asked for.
  local name = applet.path:match("^/runbooks/(%w+)%.html$")
  local file = name and io.open(folder .. "/" .. name .. ".html", "r")
  if not file then return answer(applet, 404, "<p>There is no such runbook.</p>") end
  local text = file:read("a")
  file:close()
  answer(applet, 200, text)
end)
