package web

func (s *Server) signInPage(v *visit) (answer, error)     { return answer{}, nil }
func (s *Server) signInPassword(v *visit) (answer, error) { return answer{}, nil }
func (s *Server) signInStep(v *visit) (answer, error)     { return answer{}, nil }
func (s *Server) signInStepDone(v *visit) (answer, error) { return answer{}, nil }
func (s *Server) signInDemo(v *visit) (answer, error)     { return answer{}, nil }
func (s *Server) signOut(v *visit) (answer, error)        { return answer{}, nil }
func (s *Server) extendSession(v *visit) (answer, error)  { return answer{}, nil }
